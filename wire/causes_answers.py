"""What servers' negative answers mean by the codes of their protocols (RFC 5530, 3206, 5321, 3463)
and, where a server gives none, by its words."""

from wire.causes import IMAP, POP3, SMTP, Known
from wire.errors import Cause, Step

CONFIGURATION, PASSING, CREDENTIALS = Cause.CONFIGURATION, Cause.PASSING, Cause.CREDENTIALS
MESSAGE = Cause.MESSAGE

_REFUSED = "The server refuses the user name or the password."
_RETYPE = "Check user name and password; some providers want an app password."
_AGAIN = "It is tried again by itself."
_NEEDS_TLS = r"plaintext|not allowed until|ssl/tls|starttls|encryption (is )?(needed|required)"
_NO_MECHANISM = r"(un|not )supported|invalid auth\w* mechanism|unrecognized auth|mechanism not"
_BUSY = (
    r"busy|another (client|session)|backoff|too many|maximum number|temporar|try again|unavailable"
)
_INBOX = frozenset({IMAP, POP3})
_SMTP = frozenset({SMTP})
_SIGN_IN = frozenset({Step.AUTHENTICATION})
_FOLDER = frozenset({Step.FOLDER})
_EARLY = frozenset({Step.GREETING, Step.CONNECT, Step.CAPABILITIES})
_MAIL = frozenset({Step.SENDER, Step.RECIPIENT, Step.DATA})
_READING = frozenset({Step.FETCH, Step.CLEAN_UP})


def _inbox(cause: Cause, codes: str, likely: str, remedy: str, field: str = "") -> Known:
    return Known(cause, likely, remedy, field, kinds=_INBOX, codes=frozenset(codes.split()))


_CODES = (
    Known(
        CONFIGURATION,
        "The server accepts passwords over an encrypted connection only.",
        "Choose STARTTLS or TLS.",
        "encryption",
        steps=_SIGN_IN,
        words=_NEEDS_TLS,
    ),
    Known(
        CONFIGURATION,
        "The server does not have this way of signing in.",
        "Choose another authentication method.",
        "method",
        steps=_SIGN_IN,
        words=_NO_MECHANISM,
    ),
    Known(
        CREDENTIALS,
        "The password has expired.",
        "Set a new one at the provider and type it here.",
        "secret",
        words=r"password (has )?expired|expired password",
    ),
    Known(
        CREDENTIALS,
        "The account is locked, suspended or switched off.",
        "Ask the mail server's administrator to unlock it.",
        "user",
        steps=_SIGN_IN,
        words=r"suspend|account\w* (is |has been )?(disabled|locked|blocked|inactive)|525 5\.7\.13"
        r"|user disabled",
    ),
    Known(
        PASSING,
        "Another session holds the mailbox.",
        f"{_AGAIN} Nobody else should read a mailbox by POP3 while mailcenter does.",
        "user",
        words=r"locked by another|already locked|mailbox (is )?locked|lock busy|in use by",
    ),
    Known(
        PASSING,
        "The server allows no more connections for this mailbox at a time.",
        f"{_AGAIN} Close other programs that use the mailbox, or look for mail less often.",
        "user",
        words=r"maximum number of connections|too many (simultaneous )?connections",
    ),
    _inbox(PASSING, "INUSE IN-USE", "Another session holds the mailbox.", _AGAIN, "user"),
    _inbox(PASSING, "LIMIT", "The server's limit for this mailbox is reached.", _AGAIN, "user"),
    _inbox(
        PASSING,
        "LOGIN-DELAY",
        "The server wants more time between two sign-ins.",
        f"{_AGAIN} Look for mail less often.",
        "user",
    ),
    _inbox(
        PASSING,
        "OVERQUOTA",
        "The mailbox is over its quota.",
        f"{_AGAIN} Have it tidied up, or its quota raised.",
        "user",
    ),
    _inbox(
        PASSING,
        "UNAVAILABLE SERVERBUG SYS/TEMP",
        "The server has trouble of its own and cannot serve the mailbox now.",
        _AGAIN,
    ),
    _inbox(
        PASSING,
        "CORRUPTION",
        "The mailbox is damaged on the server.",
        f"{_AGAIN} Tell the mail server's administrator.",
    ),
    _inbox(CREDENTIALS, "AUTHENTICATIONFAILED AUTH", _REFUSED, _RETYPE, "secret"),
    _inbox(
        CREDENTIALS,
        "AUTHORIZATIONFAILED",
        "The password is right, but this user may not open the mailbox.",
        "Check the user name, and the user's rights on the mailbox.",
        "user",
    ),
    _inbox(
        CREDENTIALS,
        "EXPIRED",
        "The password or the token has expired.",
        "Set a new one at the provider and type it here.",
        "secret",
    ),
    _inbox(
        CREDENTIALS,
        "CONTACTADMIN",
        "The server wants its administrator to be asked.",
        "Ask the mail server's administrator what is wrong with the account.",
        "user",
    ),
    _inbox(
        CONFIGURATION,
        "SYS/PERM",
        "The server cannot open this mailbox, and never will.",
        "Ask the mail server's administrator what is wrong with the account.",
        "user",
    ),
    _inbox(
        CONFIGURATION,
        "PRIVACYREQUIRED",
        "The server accepts passwords over an encrypted connection only.",
        "Choose STARTTLS or TLS.",
        "encryption",
    ),
    _inbox(
        CONFIGURATION,
        "NOPERM",
        "This user may not do that in the folder.",
        "Choose another folder, or have the rights granted.",
        "folder",
    ),
    _inbox(
        CONFIGURATION,
        "NONEXISTENT TRYCREATE",
        "The folder cannot be opened: it does not exist.",
        "Choose an existing folder.",
        "folder",
    ),
    _inbox(
        CONFIGURATION,
        "CANNOT",
        "The server cannot do this with the folder.",
        "Choose an existing folder.",
        "folder",
    ),
)


def _smtp(
    cause: Cause,
    codes: str,
    likely: str,
    remedy: str,
    field: str = "",
    *,
    steps: frozenset[Step] = frozenset(),
    words: str = "",
) -> Known:
    return Known(cause, likely, remedy, field, _SMTP, steps, frozenset(codes.split()), words)


_SENDING = (
    _smtp(
        PASSING,
        "450 451",
        "The server puts off mail of strangers at first (greylisting).",
        f"{_AGAIN} It is taken after some minutes.",
        words="greylist|grey list|graylist",
    ),
    _smtp(PASSING, "452", "The mailbox of the recipient is full.", _AGAIN, words=r"4\.2\.2|full"),
    _smtp(PASSING, "421", "The server ends the session: it is busy or about to stop.", _AGAIN),
    _smtp(
        PASSING,
        "454",
        "The server cannot check the sign-in, or encrypt, at the moment.",
        _AGAIN,
        steps=_SIGN_IN | {Step.ENCRYPTION},
    ),
    Known(PASSING, "The server asks to try again later.", _AGAIN, kinds=_SMTP, words=r"^4\d\d"),
    _smtp(
        CONFIGURATION,
        "504",
        "The server does not accept this way of signing in.",
        "Choose another authentication method.",
        "method",
        steps=_SIGN_IN,
    ),
    _smtp(
        CONFIGURATION,
        "530",
        "The server wants encryption or a sign-in first.",
        "Choose STARTTLS or TLS, and ESMTP with user name and password.",
        "encryption",
    ),
    _smtp(
        CONFIGURATION,
        "534",
        "The server does not accept this way of signing in.",
        "Choose a stronger authentication method.",
        "method",
        steps=_SIGN_IN,
    ),
    _smtp(
        CONFIGURATION,
        "538",
        "The server does not accept this way of signing in.",
        "Choose STARTTLS or TLS: this method needs encryption.",
        "encryption",
        steps=_SIGN_IN,
    ),
    _smtp(
        CONFIGURATION,
        "500 502 503",
        "The server has no sign-in, or not at this point.",
        "Choose SMTP without authentication, or another port.",
        "protocol",
        steps=_SIGN_IN,
    ),
    Known(CREDENTIALS, _REFUSED, _RETYPE, "secret", kinds=_SMTP, steps=_SIGN_IN),
    Known(
        CONFIGURATION,
        "The server has this machine on a block list.",
        "Ask the provider that keeps the list to take the address off, or send by another server.",
        "host",
        kinds=_SMTP,
        words=r"block ?list|black ?list|spamhaus|\brbl\b|barracuda|\bblocked\b",
    ),
    _smtp(
        CONFIGURATION,
        "550 551 553 554",
        "The server does not forward mail for strangers.",
        "Choose ESMTP with user name and password.",
        "protocol",
        words="relay(ing)? (access )?denied|unable to relay|relaying|access denied",
    ),
    _smtp(
        MESSAGE,
        "550 551 553",
        "The server knows no mailbox of this address.",
        "Check the address.",
        steps=_MAIL,
        words=r"5\.1\.1|user unknown|no such user|unknown user",
    ),
    _smtp(
        MESSAGE,
        "552 523 534 554",
        "The message is too large, or the recipient's mailbox full.",
        "Send less, or ask the recipient to make room.",
        steps=_MAIL,
        words=r"5\.2\.2|5\.3\.4|5\.2\.3|too (big|large)|quota|size",
    ),
    _smtp(
        MESSAGE,
        "550 554",
        "The server takes the mail for spam.",
        "Change its text, and have the domain's SPF and DKIM records checked.",
        steps=_MAIL,
        words="spam|unsolicited",
    ),
    _smtp(
        CONFIGURATION,
        "550 553",
        "The server does not take mail from this sender.",
        "Check the address of the alias, or type an SMTP address.",
        "address",
        steps=_MAIL,
        words="sender",
    ),
    Known(
        MESSAGE,
        "The server refuses the sender.",
        "Check the address of the alias.",
        "address",
        kinds=_SMTP,
        steps=frozenset({Step.SENDER}),
    ),
    Known(
        MESSAGE,
        "The server refuses the recipient.",
        "",
        kinds=_SMTP,
        steps=frozenset({Step.RECIPIENT}),
    ),
    Known(
        MESSAGE, "The server refuses the message.", "", kinds=_SMTP, steps=frozenset({Step.DATA})
    ),
    Known(
        CONFIGURATION,
        "The server refuses to talk to us.",
        "Check server name and port.",
        kinds=_SMTP,
        steps=_EARLY,
    ),
)
_WORDS = (
    Known(
        PASSING,
        "The server cannot serve the mailbox now.",
        _AGAIN,
        kinds=_INBOX,
        words=rf"{_BUSY}|lock|in use",
    ),
    Known(PASSING, "The server refuses to serve us now.", _AGAIN, kinds=_INBOX, steps=_EARLY),
    Known(CREDENTIALS, _REFUSED, _RETYPE, "secret", kinds=_INBOX, steps=_SIGN_IN),
    Known(
        CONFIGURATION,
        "The folder cannot be opened.",
        "Choose an existing folder, with its whole path as the server spells it.",
        "folder",
        kinds=_INBOX,
        steps=_FOLDER,
    ),
    Known(MESSAGE, "The server cannot hand out this message.", "", kinds=_INBOX, steps=_READING),
)
UNKNOWN = "The server refuses, for a reason that is not known here: its own words say more."
ROWS = (
    *_CODES,
    *_SENDING,
    *_WORDS,
    Known(CONFIGURATION, UNKNOWN, "Show these words to the server's operator."),
    Known(
        CONFIGURATION,
        "{words}",
        "Report it, with the log of the console.",
        kinds=frozenset({"other"}),
    ),
)
