"""What servers' negative answers are symptoms of; wire.causes says what they mean.

A service that is no mail server has no say here: its words are never shown.
"""

import re

from wire import causes, network
from wire.causes import IMAP, POP3, SMTP, Symptom
from wire.endpoints import Endpoint
from wire.errors import Cause, Explanation, Step

Meaning = tuple[Cause, Explanation]

# How the first line of each protocol begins (RFC 9051 section 7.1, 1939 section 3, 5321 section 4.2).
GREETINGS = {
    IMAP: re.compile(r"\* (OK|PREAUTH|BYE|NO|BAD)\b", re.I),
    POP3: re.compile(r"(\+OK|-ERR)(\s|$)"),
    SMTP: re.compile(r"[245]\d\d([ -]|$)"),
}
_BEFORE_SIGNING_IN = {Step.CONNECT, Step.ENCRYPTION, Step.GREETING, Step.CAPABILITIES}
_CODE = re.compile(r"\[([A-Z][A-Z0-9-]+(?:/[A-Z]+)?)")


def text_of(error: BaseException) -> str:
    """The server's words in an exception; some libraries wrap bytes, some the repr of bytes."""
    argument = error.args[0] if error.args else ""
    if isinstance(argument, bytes):
        return argument.decode("utf-8", "replace")
    text = str(argument)
    if text[:2] in {"b'", 'b"'} and text[-1:] == text[1:2]:
        return text[2:-1]
    return text


def imap(text: str, step: Step, endpoint: Endpoint) -> Meaning:
    """A NO, BAD or BYE of an IMAP server."""
    if step is Step.GREETING and text == "None":
        text = "+OK"  # which imaplib takes for a continuation, and forgets
    greeted = step is not Step.GREETING or GREETINGS[IMAP].match(text)
    return _of(IMAP, text, step, endpoint) if greeted else stranger(text, step, endpoint)


def pop3(text: str, step: Step, endpoint: Endpoint) -> Meaning:
    """An -ERR of a POP3 server, with its extended code where it has one."""
    greeted = step is not Step.GREETING or GREETINGS[POP3].match(text)
    return _of(POP3, text, step, endpoint) if greeted else stranger(text, step, endpoint)


def smtp(code: int, text: str, step: Step, endpoint: Endpoint) -> Meaning:
    """A 4xx or 5xx of an SMTP server: the first digit decides (RFC 5321 section 4.2.1)."""
    if code < 200:
        return stranger(text, step, endpoint)  # aiosmtplib's -1: a line that is no reply
    answer = f"{code} {text}"
    found = Symptom(SMTP, step, answer, str(code))
    cause, why = causes.explain(found, network.place(endpoint, answer))
    return (Cause.PASSING if code < 500 else cause), why


def stranger(text: str, step: Step, endpoint: Endpoint) -> Meaning:
    """Another service answers at the port. Its words are told apart, and not repeated."""
    if step not in _BEFORE_SIGNING_IN:
        return causes.explain(Symptom("nonsense", step), network.place(endpoint))
    words = text.partition("Malformed SMTP response line: ")[2] or text
    words = words.removeprefix("unexpected response: ").removeprefix("b'").removeprefix('b"')
    spoken = next((name for name, form in GREETINGS.items() if form.match(words)), "none")
    return causes.explain(Symptom("stranger", step, spoken), network.place(endpoint))


def shown_greeting(protocol: str, text: str) -> str:
    """The greeting for people's eyes; '' where it does not look like one of the protocol."""
    return text if GREETINGS[protocol].match(text) else ""


def is_strange(text: str, step: Step) -> bool:
    """Whether a library's complaint is about words that are of no mail protocol."""
    return "unexpected response:" in text and step in _BEFORE_SIGNING_IN


def _of(kind: str, text: str, step: Step, endpoint: Endpoint) -> Meaning:
    found = _CODE.search(text)
    seen = Symptom(kind, step, text, found.group(1) if found else "")
    return causes.explain(seen, network.place(endpoint, text))
