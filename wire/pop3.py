"""A POP3 mailbox (RFC 1939, 2449) by poplib: messages are known by UIDL, deleted at QUIT."""

import contextlib
import poplib
import socket
from collections.abc import Iterator, Sequence
from datetime import date

from wire import tls
from wire.answers import shown_greeting
from wire.arrival import came_on
from wire.dial import dial_encrypted
from wire.endpoints import Credentials, Encryption, Endpoint
from wire.errors import Cause, Explanation, Step, WireError
from wire.guards import no_starttls
from wire.inbox import Fetched, Found
from wire.pop3_reading import Answers
from wire.sasl.over_pop3 import Capabilities, sign_in
from wire.trace import Trace

# poplib refuses lines over 2048 bytes and is out of step afterwards; real mail has longer ones.
poplib._MAXLINE = 16 * 1024 * 1024  # type: ignore[attr-defined]
HEADER_LINES = 0
DELETED_AT_ONCE = 100


class _Pop3(poplib.POP3):
    """poplib over a socket that is connected already."""

    def __init__(self, sock: socket.socket, endpoint: Endpoint) -> None:
        self._connected = sock
        try:
            super().__init__(endpoint.host, endpoint.port, timeout=endpoint.timeout)
        except BaseException:
            self.file.close()  # it would keep the socket open where no greeting comes
            raise

    def _create_socket(self, timeout: float) -> socket.socket:
        return self._connected


class Pop3Inbox:
    """See wire.inbox.Inbox. Message numbers mean nothing beyond a session: the epoch is 0."""

    epoch = 0

    def __init__(self, client: _Pop3, trace: Trace, *, pipelining: bool = False) -> None:
        self._client = client
        self._pipelining = pipelining
        self._trace = trace
        self.folder = "INBOX"
        self._numbers: dict[str, int] = {}
        self._count = 0

    def look(self) -> None:
        with self._trace.step(Step.FOLDER) as remark:
            self._count, octets = self._client.stat()
            remark.detail = f"{self._count} messages, {octets} bytes"

    def count(self) -> int:
        return self._count

    def waiting(self, above: int) -> list[Found]:
        with self._trace.step(Step.FETCH):
            sizes = dict(_pairs(self._client.list()[1]))
            listed = [(int(number), identity) for number, identity in self._uidl()]
        self._numbers = {identity: number for number, identity in listed}
        return [Found(name, number, int(sizes.get(str(number), 0))) for number, name in listed]

    def newest(self) -> int:
        return 0

    def oldest(self) -> date | None:
        return came_on(self.header(Found("", 1, 0))) if self._count else None

    def older(self, found: Sequence[Found], day: date) -> list[Found]:
        return [one for one in found if (came := self._came(one)) and came < day]

    def _came(self, one: Found) -> date | None:
        try:
            return came_on(self.header(one))
        except WireError as error:
            if error.cause is not Cause.MESSAGE:
                raise
            return None

    def _uidl(self) -> Iterator[tuple[str, str]]:
        try:
            answer = self._client.uidl()
        except poplib.error_proto as error:
            why = "The server has no permanent names for messages (UIDL)."
            remedy = "Without them nothing can be left on the server: use IMAP with this server."
            tried = str(self._trace.endpoint)
            explanation = Explanation(why, remedy, str(error), tried)
            raise WireError(Cause.CONFIGURATION, Step.FETCH, explanation) from error
        return _pairs(answer[1])

    def fetch(self, wanted: Sequence[Found]) -> Iterator[Fetched]:
        # Where the server takes several commands at once, each saves the way there and back.
        number = len(wanted) if self._pipelining else 1
        for begin in range(0, len(wanted), number or 1):
            yield from self._fetch(wanted[begin : begin + number])

    def _fetch(self, wanted: Sequence[Found]) -> Iterator[Fetched]:
        answers = Answers(self._client.file)
        with self._trace.step(Step.FETCH):
            self._ask("RETR", [one.number for one in wanted])
        for one in wanted:
            try:
                with self._trace.step(Step.FETCH):
                    raw = answers.message()
            except WireError as error:
                if error.cause is not Cause.MESSAGE:
                    raise
                yield Fetched(one, None, str(error))
            else:
                yield Fetched(one, raw)

    def _ask(self, command: str, numbers: Sequence[int]) -> None:
        lines = "".join(f"{command} {number}\r\n" for number in numbers)
        self._client.sock.sendall(lines.encode("ascii"))

    def header(self, wanted: Found) -> bytes:
        with self._trace.step(Step.FETCH):
            return b"\r\n".join(self._client.top(wanted.number, HEADER_LINES)[1])

    def delete(self, identities: Sequence[str]) -> None:
        with self._trace.step(Step.CLEAN_UP):
            known = (self._numbers.pop(identity, 0) for identity in identities)
            numbers = [number for number in known if number]
            size = DELETED_AT_ONCE if self._pipelining else 1
            for begin in range(0, len(numbers), size):
                some = numbers[begin : begin + size]
                self._ask("DELE", some)
                for _ in some:
                    self._client._getresp()  # type: ignore[attr-defined]

    def move(self, identities: Sequence[str], folder: str) -> None:
        why = "POP3 knows no folders."
        remedy = "Choose to delete or to leave messages after they are stored, or use IMAP."
        explanation = Explanation(why, remedy, tried=str(self._trace.endpoint))
        raise WireError(Cause.CONFIGURATION, Step.CLEAN_UP, explanation)

    def close(self) -> None:
        with self._trace.step(Step.QUIT):
            self._client.quit()

    def abandon(self) -> None:
        with contextlib.suppress(OSError, poplib.error_proto):
            self._client.close()


def open_inbox(
    endpoint: Endpoint, credentials: Credentials, *, folder: str = "INBOX", trace: Trace
) -> Pop3Inbox:
    """Connects, encrypts and signs in. POP3 has one folder: ``folder`` must be INBOX.

    Raises WireError; leaves no socket behind.
    """
    sock = dial_encrypted(endpoint, trace)
    client: _Pop3 | None = None
    try:
        with trace.step(Step.GREETING) as remark:
            client = _Pop3(sock, endpoint)
            welcome = client.getwelcome().decode("utf-8", "replace")
            remark.detail = shown_greeting("pop3", welcome)
        capabilities = _encrypt(client, endpoint, trace)
        sign_in(client, credentials, capabilities=capabilities, trace=trace)
        # RFC 2449 section 6.6
        inbox = Pop3Inbox(client, trace, pipelining="PIPELINING" in capabilities)
        inbox.look()
    except BaseException:
        if client is not None:
            with contextlib.suppress(OSError):
                client.close()
        sock.close()
        raise
    return inbox


def _encrypt(client: _Pop3, endpoint: Endpoint, trace: Trace) -> Capabilities:
    """What the server can do, asked again once the line is encrypted (RFC 2595 section 4)."""
    with trace.step(Step.CAPABILITIES) as remark:
        capabilities = _capabilities(client)
        remark.detail = " ".join(sorted(capabilities)) or "not told"
    if endpoint.encryption is not Encryption.STARTTLS:
        return capabilities
    with trace.step(Step.ENCRYPTION) as remark:
        if capabilities and "STLS" not in capabilities:
            raise no_starttls(endpoint)
        client._shortcmd("STLS")  # type: ignore[attr-defined]
        # poplib's own stls() hides a failed handshake behind a closed file.
        wrapped = tls.context_for(endpoint).wrap_socket(client.sock, server_hostname=endpoint.host)
        client.sock = wrapped
        client.file = wrapped.makefile("rb")
        remark.detail = tls.describe(wrapped)
        return _capabilities(client)


def _capabilities(client: _Pop3) -> Capabilities:
    """Names and arguments in upper case; empty where there is no CAPA (RFC 2449)."""
    try:
        # poplib's own capa() hides a lost connection.
        lines = client._longcmd("CAPA")[1]  # type: ignore[attr-defined]
    except poplib.error_proto as error:
        if str(error) == "-ERR EOF":
            raise
        return {}
    words = [line.decode("ascii", "replace").upper().split() for line in lines]
    return {name: arguments for name, *arguments in filter(None, words)}


def _pairs(lines: list[bytes]) -> Iterator[tuple[str, str]]:
    for line in lines:
        number, _, value = line.decode("ascii", "replace").partition(" ")
        yield number, value.strip()
