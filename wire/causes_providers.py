"""What the large providers answer, in their own words (Microsoft 365, Exchange, Google)."""

from wire.causes import SMTP, Known
from wire.errors import Cause, Step

CONFIGURATION, PASSING, CREDENTIALS = Cause.CONFIGURATION, Cause.PASSING, Cause.CREDENTIALS
_ONLY_SMTP = frozenset({SMTP})
_AGAIN = "It is tried again by itself."

_MICROSOFT = (
    Known(
        CONFIGURATION,
        "Microsoft 365 has sending with a sign-in (SMTP AUTH) switched off.",
        "Have its administrator switch on Authenticated SMTP for the mailbox "
        "(Set-CASMailbox -SmtpClientAuthenticationDisabled $false).",
        "method",
        words=r"smtpclientauthentication is disabled",
    ),
    Known(
        CONFIGURATION,
        "A policy of the Microsoft 365 organisation forbids this sign-in.",
        "Have its administrator look into the sign-in log of Entra: security defaults and "
        "conditional access forbid passwords. Or sign in with OAuth.",
        "method",
        words=r"security defaults|conditional access|did not meet the criteria",
    ),
    Known(
        CONFIGURATION,
        "Microsoft 365 accepts no passwords here any more.",
        "Sign in with OAuth (XOAUTH2).",
        "method",
        words=r"5\.7\.30|basic auth\w* is (not supported|disabled)|logondenied-basicauth",
    ),
    Known(
        CREDENTIALS,
        "Microsoft 365 refuses the user name or the password.",
        "Check both. Passwords are refused where the organisation asks for OAuth or for a "
        "second factor.",
        "secret",
        words=r"5\.7\.139",
    ),
    Known(
        CREDENTIALS,
        "Exchange refuses the sign-in.",
        "Check user name and password. With OAuth: check the permissions of the application, "
        "and that the user name is the mailbox that gave consent.",
        "user",
        words=r"535 5\.7\.3\b|^(authenticate|login) failed\.?$"
        r"|^-ERR (authentication failure|logon failure)",
    ),
    Known(
        PASSING,
        "The sign-in was accepted, but the mailbox could not be opened.",
        "Check that the mailbox exists, that IMAP is switched on for it, and that this user has "
        "full access to it. Exchange says this, too, after too many connections.",
        "user",
        words=r"authenticated but not connected",
    ),
    Known(
        PASSING,
        "The server slows this mailbox down: it was asked too often.",
        f"{_AGAIN} Have mail looked for less often.",
        words=r"throttl|suggested backoff",
    ),
    Known(
        PASSING,
        "Too many connections send for this mailbox at the same time.",
        f"{_AGAIN} Microsoft 365 allows three at a time.",
        words=r"concurrent connections|sender thread limit",
    ),
    Known(
        PASSING,
        "The daily number of recipients or messages of this mailbox is used up.",
        "Wait up to a day, or send from another mailbox.",
        words=r"5\.1\.90|submission ?quota|quotaexceeded\w*submission"
        r"|5\.4\.5|daily (user )?(sending|smtp relay)",
    ),
    Known(
        CONFIGURATION,
        "The account may not send in the name of this address.",
        "Have “Send As” granted for this address, or send by the account's own.",
        "address",
        words=r"sendasdenied|5\.7\.60|send as this sender|not owned by (the )?user",
    ),
    Known(
        CONFIGURATION,
        "The server takes mail only from those who sign in.",
        "Choose ESMTP with user name and password, and encryption.",
        "protocol",
        words=r"5\.7\.57|not authenticated to send",
    ),
)
_GOOGLE = (
    Known(
        CREDENTIALS,
        "Google wants an app password in place of the account's password.",
        "Make an app password in the account's security settings and type it here without "
        "spaces, or sign in with OAuth.",
        "secret",
        words=r"application-specific password|app password|5\.7\.9\b.*password",
    ),
    Known(
        CREDENTIALS,
        "Google wants a person to sign in by web browser first.",
        "Sign in to the account in a browser, confirm that it was you, and test again; or sign "
        "in with OAuth.",
        "user",
        words=r"web login required|webalert|log in via your web browser",
    ),
    Known(
        CREDENTIALS,
        "Google accepts no account passwords from programs.",
        "Use an app password, or sign in with OAuth.",
        "secret",
        words=r"5\.7\.14|less secure|badcredentials|username and password not accepted",
    ),
    Known(
        CONFIGURATION,
        "IMAP is switched off for this mailbox.",
        "Switch IMAP on in the settings of the mailbox.",
        "protocol",
        words=r"imap (access )?is disabled|not enabled for imap|enable imap",
    ),
    Known(
        CONFIGURATION,
        "POP3 is switched off for this mailbox.",
        "Switch POP on in the settings of the mailbox, or use IMAP.",
        "protocol",
        words=r"pop3? (access )?is disabled|not enabled for pop|enable pop",
    ),
    Known(
        PASSING,
        "The mailbox has used up the traffic that its provider allows.",
        f"{_AGAIN} Providers block for up to a day.",
        words=r"exceeded command or bandwidth|bandwidth limit",
    ),
    Known(
        PASSING,
        "There were too many attempts to sign in.",
        "Wait some minutes before the next test.",
        "secret",
        words=r"too many (\w+ )?attempts|too many (bad|failed|invalid)",
    ),
    Known(
        CONFIGURATION,
        "The mail fails the checks against forged senders (SPF, DKIM, DMARC).",
        "Have the domain's SPF and DKIM records allow this server.",
        "address",
        kinds=_ONLY_SMTP,
        steps=frozenset({Step.DATA, Step.SENDER, Step.RECIPIENT}),
        words=r"5\.7\.2[0-9]\b|\b(spf|dkim|dmarc)\b",
    ),
)
ROWS = _MICROSOFT + _GOOGLE
