"""What servers' negative answers mean by the codes of their protocols (RFC 5530, 3206)
and, where a server gives none, by its words."""

from wire.causes import IMAP, POP3, Known
from wire.errors import Cause, Step

CONFIGURATION, PASSING, CREDENTIALS = Cause.CONFIGURATION, Cause.PASSING, Cause.CREDENTIALS
MESSAGE = Cause.MESSAGE

REFUSED = "The server refuses the user name or the password."
RETYPE = "Check user name and password; some providers want an app password."
_AGAIN = "It is tried again by itself."
_NEEDS_TLS = r"plaintext|not allowed until|ssl/tls|starttls|encryption (is )?(needed|required)"
_NO_MECHANISM = r"(un|not )supported|invalid auth\w* mechanism|unrecognized auth|mechanism not"
_BUSY = (
    r"busy|another (client|session)|backoff|too many|maximum number|temporar|try again|unavailable"
)
_INBOX = frozenset({IMAP, POP3})
_SIGN_IN = frozenset({Step.AUTHENTICATION})
_FOLDER = frozenset({Step.FOLDER})
_EARLY = frozenset({Step.GREETING, Step.CONNECT, Step.CAPABILITIES})
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
    _inbox(CREDENTIALS, "AUTHENTICATIONFAILED AUTH", REFUSED, RETYPE, "secret"),
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


_WORDS = (
    Known(
        PASSING,
        "The server cannot serve the mailbox now.",
        _AGAIN,
        kinds=_INBOX,
        words=rf"{_BUSY}|lock|in use",
    ),
    Known(PASSING, "The server refuses to serve us now.", _AGAIN, kinds=_INBOX, steps=_EARLY),
    Known(CREDENTIALS, REFUSED, RETYPE, "secret", kinds=_INBOX, steps=_SIGN_IN),
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
ROWS = _CODES + _WORDS
