"""What servers' negative answers mean, by the codes of their protocols (RFC 5530, 3206, 5321, 3463)."""

import re

from wire.errors import Cause, Explanation, Step

Meaning = tuple[Cause, Explanation]

_RETYPE = "Check user name and password; some providers want an app password."
_NEEDS_TLS = re.compile(r"plaintext|not allowed until|ssl/tls|starttls|encryption", re.I)
_NO_MECHANISM = re.compile(r"(un|not )supported|invalid auth\w* mechanism", re.I)
_BUSY = re.compile(
    r"lock|in use|busy|another (client|session)|throttl|backoff|too many|maximum number"
    r"|temporar|try again|unavailable",
    re.I,
)
_IMAP_CODES = {
    "AUTHENTICATIONFAILED": Cause.CREDENTIALS,
    "AUTHORIZATIONFAILED": Cause.CREDENTIALS,
    "EXPIRED": Cause.CREDENTIALS,
    "CONTACTADMIN": Cause.CREDENTIALS,
    "PRIVACYREQUIRED": Cause.CONFIGURATION,
    "NONEXISTENT": Cause.CONFIGURATION,
    "TRYCREATE": Cause.CONFIGURATION,
    "NOPERM": Cause.CONFIGURATION,
    "UNAVAILABLE": Cause.PASSING,
    "SERVERBUG": Cause.PASSING,
    "CORRUPTION": Cause.PASSING,
    "INUSE": Cause.PASSING,
    "LIMIT": Cause.PASSING,
    "OVERQUOTA": Cause.PASSING,
}
_POP3_CODES = {
    "AUTH": Cause.CREDENTIALS,
    "IN-USE": Cause.PASSING,
    "LOGIN-DELAY": Cause.PASSING,
    "SYS/TEMP": Cause.PASSING,
    "SYS/PERM": Cause.CONFIGURATION,
}
_SMTP_SETTINGS = {
    504: "Choose another authentication method.",
    530: "Choose ESMTP with user name and password, and encryption.",
    534: "Choose a stronger authentication method.",
    538: "Choose STARTTLS or TLS: this method needs encryption.",
}


def text_of(error: BaseException) -> str:
    """The server's words in an exception; some libraries wrap bytes, some the repr of bytes."""
    argument = error.args[0] if error.args else ""
    if isinstance(argument, bytes):
        return argument.decode("utf-8", "replace")
    text = str(argument)
    if text[:2] in {"b'", 'b"'} and text[-1:] == text[1:2]:
        return text[2:-1]
    return text


def imap(text: str, step: Step) -> Meaning:
    """A NO, BAD or BYE of an IMAP server."""
    found = re.search(r"\[([A-Z][A-Z0-9-]+)", text)
    cause = _IMAP_CODES.get(found.group(1)) if found else None
    if cause is None:
        cause = _by_words(text, step)
    return cause, _explain(cause, text, step)


def pop3(text: str, step: Step) -> Meaning:
    """An -ERR of a POP3 server, with its extended code where it has one."""
    found = re.search(r"^-ERR \[([A-Z/-]+)", text)
    cause = _POP3_CODES.get(found.group(1)) if found else None
    # Servers use the code of a wrong password for a missing encryption too: only the words differ.
    if cause is Cause.CREDENTIALS and (_NEEDS_TLS.search(text) or _NO_MECHANISM.search(text)):
        cause = Cause.CONFIGURATION
    if cause is None:
        cause = _by_words(text, step)
    return cause, _explain(cause, text, step)


def smtp(code: int, text: str, step: Step) -> Meaning:
    """A 4xx or 5xx of an SMTP server: the first digit decides (RFC 5321 section 4.2.1)."""
    answer = f"{code} {text}"
    if code < 500:
        return Cause.PASSING, Explanation(
            "The server asks to try again later.", "It is tried again by itself.", answer
        )
    if step is Step.AUTHENTICATION:
        return _smtp_authentication(code, answer)
    if step in {Step.SENDER, Step.RECIPIENT, Step.DATA}:
        return Cause.MESSAGE, Explanation(f"The server refuses the {step}.", "", answer)
    why = "The server refuses to talk to us."
    return Cause.CONFIGURATION, Explanation(why, "Check server name and port.", answer)


def _smtp_authentication(code: int, answer: str) -> Meaning:
    settings = _SMTP_SETTINGS.get(code)
    if settings is None and (_NEEDS_TLS.search(answer) or _NO_MECHANISM.search(answer)):
        settings = "Choose another encryption or authentication method."
    if settings:
        why = "The server does not accept this way of signing in."
        return Cause.CONFIGURATION, Explanation(why, settings, answer)
    why = "The server refuses the user name or the password."
    return Cause.CREDENTIALS, Explanation(why, _RETYPE, answer)


def _by_words(text: str, step: Step) -> Cause:
    if _BUSY.search(text) or step in {Step.GREETING, Step.CONNECT}:
        return Cause.PASSING
    if step is Step.AUTHENTICATION:
        refused = _NO_MECHANISM.search(text) or _NEEDS_TLS.search(text)
        return Cause.CONFIGURATION if refused else Cause.CREDENTIALS
    if step in {Step.FETCH, Step.CLEAN_UP}:
        return Cause.MESSAGE
    return Cause.CONFIGURATION


def _explain(cause: Cause, text: str, step: Step) -> Explanation:
    if cause is Cause.PASSING:
        why = "The server cannot serve the mailbox now."
        return Explanation(why, "It is tried again by itself.", text)
    if cause is Cause.CREDENTIALS:
        return Explanation("The server refuses the user name or the password.", _RETYPE, text)
    if step is Step.FOLDER:
        return Explanation("The folder cannot be opened.", "Choose an existing folder.", text)
    if _NEEDS_TLS.search(text):
        why = "The server accepts passwords over an encrypted connection only."
        return Explanation(why, "Choose STARTTLS or TLS.", text)
    remedy = "Compare the settings with those of the server."
    return Explanation("The server refuses what was asked of it.", remedy, text)
