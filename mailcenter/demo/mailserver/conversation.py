"""What the three protocols share: lines and counted bytes in, short or endless answers out."""

from collections.abc import Iterator
from typing import Protocol as Shape
from typing import cast

from twisted.internet.protocol import Protocol

# A write of this many bytes keeps the socket busy without holding a whole mailbox in memory.
BLOCK = 256 * 1024


class Socket(Shape):
    """What we use of a Twisted transport, whose interfaces type checkers cannot read."""

    def write(self, data: bytes) -> None: ...
    def loseConnection(self) -> None: ...
    def setTcpNoDelay(self, enabled: bool) -> None: ...
    def registerProducer(self, producer: object, streaming: bool) -> None: ...
    def unregisterProducer(self) -> None: ...


class Conversation(Protocol):
    """One connection. A subclass says in `step` what to do with the bytes that came.

    Twisted's line receivers end a connection at lines of 16 kB; here the limit is `max_line` and
    bytes that are no lines (mail bodies, IMAP literals) never go through line splitting.
    """

    max_line = 64 * 1024  # bytes

    def __init__(self) -> None:
        self.buffer = bytearray()
        self._searched = 0
        self._answer: Iterator[bytes] | None = None
        self._advancing = False
        self._ended = False

    def step(self) -> bool:
        """Handle one command or piece of data of `buffer`; False when more bytes are needed."""
        raise NotImplementedError

    def line_too_long(self) -> bytes:
        """The protocol's last word before the connection is closed."""
        raise NotImplementedError

    @property
    def socket(self) -> Socket:
        return cast(Socket, self.transport)

    def connectionMade(self) -> None:
        # Questions and answers are short and take turns: waiting to fill a packet only delays.
        self.socket.setTcpNoDelay(True)

    def dataReceived(self, data: bytes) -> None:
        if not self._ended:
            self.buffer += data
            self._advance()

    def read_line(self) -> bytes | None:
        """The next line without its end, or None while it is incomplete."""
        end = self.buffer.find(b"\n", self._searched)
        if (len(self.buffer) if end < 0 else end) > self.max_line:
            self.send(self.line_too_long())
            self.close()
            return None
        if end < 0:
            self._searched = len(self.buffer)
            return None
        line = bytes(self.buffer[:end]).removesuffix(b"\r")
        del self.buffer[: end + 1]
        self._searched = 0
        return line

    def read_exactly(self, count: int) -> bytes | None:
        """The next `count` bytes, or None while they have not all come."""
        if len(self.buffer) < count:
            return None
        data = bytes(memoryview(self.buffer)[:count])
        del self.buffer[:count]
        return data

    def send(self, data: bytes) -> None:
        self.socket.write(data)

    def stream(self, answer: Iterator[bytes]) -> None:
        """Send what the iterator gives as fast as the peer reads; then go on with its commands."""
        self._answer = answer
        self.socket.registerProducer(self, False)

    def close(self) -> None:
        """Hang up once everything written has gone out; what is still received is ignored."""
        self._ended = True
        self.buffer.clear()
        self.socket.loseConnection()

    def resumeProducing(self) -> None:
        """Called by Twisted when the socket takes more (its pull producers work like this)."""
        pieces: list[bytes] = []
        size = 0
        while self._answer is not None and size < BLOCK:
            piece = next(self._answer, None)
            if piece is None:
                self._answer = None
            else:
                pieces.append(piece)
                size += len(piece)
        self.socket.write(b"".join(pieces))
        if self._answer is None:
            self.socket.unregisterProducer()
            self._advance()

    def stopProducing(self) -> None:
        """Called by Twisted when the connection is lost under an answer."""
        self._answer = None

    def _advance(self) -> None:
        # A short answer ends inside the loop that started it: go round, do not go deeper.
        if self._advancing:
            return
        self._advancing = True
        try:
            while self._answer is None and not self._ended and self.step():
                pass
        finally:
            self._advancing = False
