"""One HTTP request over a guarded connection, bounded in time and size. Judges no answer.

The host is looked up once, by the rules of wire.reach, and only that address is connected to.
"""

import http.client
import io
import ipaddress
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, urlsplit

from wire.causes import Place, Symptom, explain
from wire.dial import dial_encrypted
from wire.endpoints import Encryption, Endpoint
from wire.errors import Step, WireError
from wire.trace import StepReport, Trace

READ_AT_ONCE = 16_384  # bytes


@dataclass(frozen=True, slots=True)
class Web:
    """What may be reached, and how long it may take.

    ``seconds`` bounds a whole request; ``quiet`` each wait for the next bytes, ``connect`` that for
    each address of the host. ``largest`` is in bytes. ``plain_loopback`` allows http to this very
    machine. ``listen`` is told the steps of each request.
    """

    ca_bundle: str = field(default="", repr=False)  # PEM certificates trusted beside the system's
    private_networks: bool = True
    connect: float = 5.0
    quiet: float = 10.0
    seconds: float = 20.0
    largest: int = 1_048_576
    plain_loopback: bool = False
    listen: Callable[[StepReport], None] = field(default=lambda report: None, repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request; the URL may hold secrets, too."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the names of ``headers`` are in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    tried: str = ""

    @property
    def phrase(self) -> str:
        """Status and its registered words: a server's own words are not repeated."""
        known = {one.value: one.phrase for one in HTTPStatus}
        return f"{self.status} {known.get(self.status, '')}".rstrip()


def fetch(web: Web, outgoing: Outgoing) -> Answer:
    """The answer, whatever its status; redirects are not followed.

    Raises WireError for an address that may not be contacted and for all failures on the way.
    """
    until = time.monotonic() + web.seconds
    parts, endpoint = _place(web, outgoing.url)
    trace = Trace(endpoint, web.listen)
    with dial_encrypted(endpoint, trace) as sock, trace.step(Step.REQUEST) as remark:
        if endpoint.encryption is Encryption.NONE and not _loopback(sock):
            raise trouble("not encrypted", endpoint)
        line = _Line(sock, web.quiet, until)
        try:
            answer = _exchange(line, outgoing, (parts, endpoint, web.largest))
        except http.client.IncompleteRead as error:
            raise trouble("lost", endpoint) from error
        except http.client.HTTPException as error:
            if isinstance(error, OSError):
                raise  # the connection was closed: that is told as such
            raise trouble("nonsense", endpoint) from error
        remark.detail = f"answered {answer.phrase}"
    return answer


def trouble(kind: str, place: Endpoint | str, *, words: str = "", code: str = "") -> WireError:
    """The error for a symptom of wire.causes_web or wire.causes_network."""
    cause, why = explain(Symptom(kind, Step.REQUEST, words, code), Place())
    return WireError(cause, Step.REQUEST, replace(why, tried=str(place)))


def _place(web: Web, url: str) -> tuple[SplitResult, Endpoint]:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except (ValueError, UnicodeError) as error:
        raise trouble("no URL", "") from error
    if parts.scheme not in {"https", "http"} or not host or parts.username is not None:
        raise trouble("no URL", "")
    secure = parts.scheme == "https"
    endpoint = Endpoint(
        host,
        port or (443 if secure else 80),
        Encryption.TLS if secure else Encryption.NONE,
        web.connect,
        ca_bundle=web.ca_bundle,
        private_networks=web.private_networks,
    )
    if not secure and not web.plain_loopback:
        raise trouble("not encrypted", endpoint)
    return parts, endpoint


def _loopback(sock: socket.socket) -> bool:
    return ipaddress.ip_address(sock.getpeername()[0]).is_loopback


def _exchange(
    line: "_Line", outgoing: Outgoing, place: tuple[SplitResult, Endpoint, int]
) -> Answer:
    parts, endpoint, largest = place
    connection = http.client.HTTPConnection(endpoint.host)
    connection.sock = line  # as much of a socket as it uses
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.putrequest(outgoing.method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in _headers(outgoing, parts).items():
        connection.putheader(name, value)
    connection.endheaders(outgoing.body or None)
    answer = connection.getresponse()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    content = bytearray()
    while chunk := answer.read1(READ_AT_ONCE):
        content += chunk
        if len(content) > largest:
            raise trouble("too large", endpoint)
    if answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return Answer(answer.status, headers, bytes(content), str(endpoint))


def _headers(outgoing: Outgoing, parts: SplitResult) -> dict[str, str]:
    """Ours come last: nothing is compressed, so that the limit of size means what is read."""
    chosen = {name.title(): value for name, value in outgoing.headers.items()}
    host = parts.netloc.encode("idna").decode()
    own = {"Host": host, "Accept-Encoding": "identity", "Connection": "close"}
    if outgoing.body or outgoing.method == "POST":
        own["Content-Length"] = str(len(outgoing.body))
    return {"User-Agent": "mailcenter"} | chosen | own


class _Line(io.RawIOBase):
    """A socket for http.client: each wait on it is bounded, and all of them together.

    Whoever has dialled closes it: http.client closes it with the answer still to be read.
    """

    def __init__(self, sock: socket.socket, quiet: float, until: float) -> None:
        self._sock, self._quiet, self._until = sock, quiet, until

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(self._left())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._left())
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        pass

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the whole request took too long")
        return min(self._quiet, left)
