"""Foreign exception and step -> our error: cause, words and remedy. The only place that knows
what the libraries raise.

A library's exception type alone is never trusted: IMAPClient's LoginError also wraps a lost
connection, and poplib has a single type for everything. The innermost error and the protocol's
own codes decide.
"""

import imaplib
import poplib
import ssl
from collections.abc import Iterator
from dataclasses import replace

from aiosmtplib.errors import SMTPException, SMTPResponseException
from imapclient.exceptions import IMAPClientError, ProtocolError

from wire import answers, causes, network
from wire.causes import Symptom, usual_field
from wire.endpoints import Endpoint
from wire.errors import Cause, Explanation, Step, UnsafeText, WireError
from wire.sasl.errors import SaslError

FOREIGN = (
    OSError,
    EOFError,
    UnicodeError,
    UnsafeText,
    SaslError,
    imaplib.IMAP4.error,
    IMAPClientError,
    ProtocolError,
    poplib.error_proto,
    SMTPException,
)


def classify(error: BaseException, step: Step, endpoint: Endpoint) -> WireError:
    """Our error for ``error``; attach the original with ``raise … from error``."""
    chain = list(_chain(error))
    if isinstance(error, SaslError):
        return WireError(
            error.cause, step, _at(error.why, endpoint, usual_field(error.cause, step))
        )
    if isinstance(error, SMTPResponseException):
        cause, why = answers.smtp(error.code, error.message, step, endpoint)
        return WireError(cause, step, _at(why, endpoint), code=error.code)
    cause, why = _meaning(chain, step, endpoint)
    if isinstance(chain[-1], ssl.SSLError) and step is Step.GREETING:
        step = Step.ENCRYPTION
    return WireError(cause, step, _at(why, endpoint))


def _meaning(
    chain: list[BaseException], step: Step, endpoint: Endpoint
) -> tuple[Cause, Explanation]:
    text = next(filter(None, map(answers.text_of, chain)), "")
    if answers.is_strange(text, step):
        return answers.stranger(text, step, endpoint)
    lost = any(isinstance(one, imaplib.IMAP4.abort) for one in chain) or text == "-ERR EOF"
    for one in reversed(chain):
        known = network.meaning(one, step, endpoint)
        if known and not _own_answer(one):
            return known
    if lost or isinstance(chain[0], EOFError):
        return network.connection_lost(step, endpoint)
    if any(isinstance(one, poplib.error_proto) for one in chain):
        return answers.pop3(text, step, endpoint)
    if any(isinstance(one, imaplib.IMAP4.error) for one in chain):
        return answers.imap(text, step, endpoint)
    other = Symptom("other", step, text or type(chain[0]).__name__)
    return causes.explain(other, network.place(endpoint))


def _own_answer(error: BaseException) -> bool:
    return isinstance(error, imaplib.IMAP4.error | poplib.error_proto)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what lies behind it, outermost first."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        hidden = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or hidden


def _at(why: Explanation, endpoint: Endpoint, field: str = "") -> Explanation:
    return replace(why, tried=str(endpoint), field=why.field or field)
