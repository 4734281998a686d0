"""Sending by SMTP (RFC 5321) with aiosmtplib: one kept connection, one reply for each recipient."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPResponseException

from wire import tls
from wire.dial import dial
from wire.endpoints import Credentials, Encryption, Endpoint, plain_text
from wire.errors import Step, UnsafeText
from wire.guards import no_starttls
from wire.sasl.over_smtp import sign_in
from wire.trace import Trace

T = TypeVar("T")

# Giving up early after the final dot makes uncertain mail (RFC 5321 section 4.5.3.2.6 asks for ten
# minutes; a worker's patience is shorter, and nothing is ever sent again by itself from there).
FINAL_DOT_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer about one recipient; code 0 where the connection was lost instead."""

    code: int
    text: str

    @property
    def positive(self) -> bool:
        return 200 <= self.code < 300

    @property
    def transient(self) -> bool:
        return 400 <= self.code < 500

    @property
    def lost(self) -> bool:
        return self.code == 0


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes over the wire: envelope and content.

    envelope_id: letters and digits that reports repeat (RFC 3461 section 4.4), where servers do that.
    """

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    envelope_id: str = ""


class Session:
    """A signed-in connection. Use ``open_session``; ``close`` it in any case."""

    def __init__(self, client: SMTP, runner: asyncio.Runner, trace: Trace) -> None:
        self._client = client
        self._runner = runner
        self._trace = trace

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    @property
    def usable(self) -> bool:
        """Whether another letter can go over this connection."""
        return self._client.is_connected

    def sender_accepted(self, sender: str) -> None:
        """Asks whether the server takes mail from ``sender``, without sending any."""
        with self._trace.step(Step.SENDER) as remark:
            reply = self.run(self._client.mail(_address(sender)))
            self.run(self._client.rset())
            remark.detail = f"{sender}: {reply.code} {reply.message}"

    def send(
        self, letter: Letter, *, before_data: Callable[[Sequence[str]], None]
    ) -> dict[str, Reply]:
        """The server's last word on each recipient.

        1. MAIL FROM; a refusal is the answer for every recipient.
        2. RCPT TO for each.
        3. ``before_data`` is called with those accepted; what it raises ends the transaction.
        4. DATA and the message; the answer holds for all accepted ones. A connection lost from here
           on gives code 0: nobody can tell whether the server has the message.
        Raises WireError where the connection is lost before step 4.
        """
        refused = self._begin(letter)
        if refused:
            return dict.fromkeys(letter.recipients, refused)
        replies = {one: self._offer(one) for one in letter.recipients}
        accepted = [one for one, reply in replies.items() if reply.positive]
        if not accepted:
            self._reset()
            return replies
        before_data(accepted)
        final = self._transmit(letter.content)
        return replies | dict.fromkeys(accepted, final)

    def _begin(self, letter: Letter) -> Reply | None:
        options = []
        if self._client.supports_extension("size"):
            options.append(f"SIZE={len(letter.content)}")
        if not letter.content.isascii() and self._client.supports_extension("8bitmime"):
            options.append("BODY=8BITMIME")
        if letter.envelope_id and self._client.supports_extension("dsn"):
            options.append(f"ENVID={letter.envelope_id}")
        with self._trace.step(Step.SENDER):
            try:
                self.run(self._client.mail(_address(letter.sender), options=options))
            except SMTPResponseException as error:
                return self._refusal(error)
        return None

    def _offer(self, recipient: str) -> Reply:
        with self._trace.step(Step.RECIPIENT):
            try:
                reply = self.run(self._client.rcpt(_address(recipient)))
            except SMTPResponseException as error:
                return self._refusal(error)
            except (UnicodeError, UnsafeText):
                return Reply(553, "5.6.7 The address has letters that this server cannot take.")
        return Reply(reply.code, reply.message)

    def _refusal(self, error: SMTPResponseException) -> Reply:
        # 421 ends the session (RFC 5321 section 3.8): what follows would only see a lost connection.
        if error.code == 421:
            self._client.close()
            raise error
        return Reply(error.code, error.message)

    def _transmit(self, content: bytes) -> Reply:
        timeout = max(self._trace.endpoint.timeout, FINAL_DOT_TIMEOUT)
        try:
            reply = self.run(self._client.data(content, timeout=timeout))
        except SMTPResponseException as error:
            return Reply(error.code, error.message)
        except (OSError, SMTPException) as error:
            return Reply(0, f"connection lost before the server's answer: {error}")
        return Reply(reply.code, reply.message)

    def _reset(self) -> None:
        with contextlib.suppress(OSError, SMTPException):
            self.run(self._client.rset())

    def close(self) -> None:
        """Ends the session and frees its socket; never raises, for nothing depends on it."""
        with contextlib.suppress(OSError, SMTPException):
            if self._client.is_connected:
                self.run(self._client.quit(timeout=5))
        self._client.close()
        self._runner.close()


def open_session(endpoint: Endpoint, credentials: Credentials | None, *, trace: Trace) -> Session:
    """Connects, encrypts and, with credentials, signs in. Raises WireError; leaves no socket."""
    sock = dial(endpoint, trace)
    runner = asyncio.Runner()
    client = SMTP(
        hostname=endpoint.host,
        timeout=endpoint.timeout,
        use_tls=endpoint.encryption is Encryption.TLS,
        start_tls=False,
        sock=sock,
    )
    session = Session(client, runner, trace)
    try:
        _greet(session, client, endpoint, trace)
        _encrypt(session, client, endpoint, trace)
        if credentials is not None:
            _sign_in(session, client, credentials, trace)
    except BaseException:
        session.close()
        sock.close()
        raise
    return session


def _context(endpoint: Endpoint) -> ssl.SSLContext | None:
    return tls.context_for(endpoint) if endpoint.encryption is Encryption.TLS else None


def _greet(session: Session, client: SMTP, endpoint: Endpoint, trace: Trace) -> None:
    encrypted = endpoint.encryption is Encryption.TLS
    with trace.step(Step.ENCRYPTION if encrypted else Step.GREETING) as remark:
        greeting = session.run(client.connect(tls_context=_context(endpoint)))
        remark.detail = _certificate(client) if encrypted else greeting.message
    if encrypted:
        with trace.step(Step.GREETING) as remark:
            remark.detail = greeting.message
    with trace.step(Step.CAPABILITIES) as remark:
        remark.detail = " ".join(session.run(client.ehlo()).message.split("\n")[1:])


def _encrypt(session: Session, client: SMTP, endpoint: Endpoint, trace: Trace) -> None:
    if endpoint.encryption is not Encryption.STARTTLS:
        return
    with trace.step(Step.ENCRYPTION) as remark:
        if not client.supports_extension("starttls"):
            raise no_starttls(endpoint)
        context = tls.context_for(endpoint)
        session.run(client.starttls(server_hostname=endpoint.host, tls_context=context))
        remark.detail = _certificate(client)
        session.run(client.ehlo())


def _certificate(client: SMTP) -> str:
    tls_object = client.get_transport_info("ssl_object")
    return tls.describe(tls_object) if tls_object else "encrypted"


def _sign_in(session: Session, client: SMTP, credentials: Credentials, trace: Trace) -> None:
    with trace.step(Step.AUTHENTICATION) as remark:
        method = session.run(sign_in(client, credentials, trace.endpoint))
        remark.detail = f"signed in as {credentials.user} by {method.label}"


def _address(address: str) -> str:
    plain_text(address, "address")
    local, at, domain = address.rpartition("@")
    return local + at + domain.encode("idna").decode("ascii") if at else address
