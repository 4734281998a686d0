"""The one error family of the mail protocols: each says what it means and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """What a failure means for the mailbox or server it happened with."""

    PASSING = "passing"  # network, time limit, server unavailable or mailbox in use: try again
    REFUSED = "refused"  # nothing listens at that port
    CREDENTIALS = "credentials"  # the server rejects user name, password or token
    CONFIGURATION = "configuration"  # the settings do not fit the server: trying again is no use
    MESSAGE = "message"  # only this message; says nothing about the mailbox


class Step(StrEnum):
    """Where in a session something was tried, in the order of a session."""

    RESOLVE = "resolve"
    CONNECT = "connect"
    ENCRYPTION = "encryption"
    GREETING = "greeting"
    CAPABILITIES = "capabilities"
    AUTHENTICATION = "authentication"
    FOLDER = "folder"
    FETCH = "fetch"
    CLEAN_UP = "clean up"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    SEARCH = "search"
    ENTRY = "entry"
    QUIT = "quit"
    REQUEST = "request"  # over HTTP
    GRANT = "access token"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A failure in words for people: all but ``likely`` may be empty.

    ``field`` is the form field to look at, without its direction: host, port, method and so on.
    """

    likely: str
    remedy: str = ""
    answer: str = ""
    tried: str = ""
    field: str = ""

    def __post_init__(self) -> None:
        # What servers say is quoted; PostgreSQL stores no NUL.
        for name in ("likely", "answer"):
            object.__setattr__(self, name, getattr(self, name).replace("\0", "?"))


class WireError(Exception):
    """Something failed while talking to a mail server.

    ``cause`` decides what happens next, ``step`` says where it happened, ``why`` explains it.
    ``code`` is the reply code where the protocol has one (SMTP), else 0.
    """

    def __init__(self, cause: Cause, step: Step, why: Explanation, *, code: int = 0) -> None:
        super().__init__(cause, step, why)
        self.cause = cause
        self.step = step
        self.why = why
        self.code = code

    @property
    def permanent(self) -> bool:
        """Whether the same try again is useless until a person changes something."""
        return self.cause is not Cause.PASSING

    def __str__(self) -> str:
        words = [self.why.likely]
        if self.why.answer:
            words.append(f"The server said: {self.why.answer}")
        if self.why.remedy:
            words.append(self.why.remedy)
        where = f" at {self.why.tried}" if self.why.tried else ""
        return f"Failed at the step “{self.step}”{where}. " + " ".join(words)


class UnsafeText(ValueError):
    """A value with control characters was about to reach a server or a header."""


class ScannerAway(Exception):
    """The virus scanner gave no verdict; the words are a sentence for people."""


class TooLargeToScan(Exception):
    """The virus scanner takes no file of this size; the words are a sentence for people."""
