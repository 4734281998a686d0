"""A signed-in SMTP connection: lines out, replies in, in order. It knows no mail.

aiosmtplib opens the connection; from then on this reads and writes, for it can have several
commands under way at once (RFC 2920).
"""

import asyncio
import re
from collections import deque

from aiosmtplib.errors import SMTPResponseException

# A reply may have many lines, but no server has so much to say (bytes).
LONGEST_REPLY = 64 * 1024
_ANY_LINE_END = re.compile(rb"\r\n|\r|\n")

Said = tuple[int, str]


class Channel(asyncio.Protocol):
    """Takes the transport over. ``seconds`` is how long the server may stay silent."""

    def __init__(self, transport: asyncio.Transport, *, seconds: float) -> None:
        self.seconds = seconds
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._lines: list[bytes] = []
        self._said: deque[Said] = deque()
        self._lost: BaseException | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._paused = False
        transport.set_write_buffer_limits(high=0)
        transport.set_protocol(self)

    @property
    def open(self) -> bool:
        return self._lost is None and not self._transport.is_closing()

    def write(self, *lines: bytes) -> None:
        """Sends command lines in one go. Raises ConnectionError, and what the server said before."""
        self.check()
        self._transport.write(b"".join(line + b"\r\n" for line in lines))

    async def reply(self, *, seconds: float | None = None) -> Said:
        """The next reply: code, and its lines without codes.

        Raises TimeoutError, ConnectionError, and SMTPResponseException for what is no reply.
        """
        while not self._said:
            if self._lost is not None:
                raise self._lost
            await self._wait(self.seconds if seconds is None else seconds)
        return self._said.popleft()

    async def push(self, content: bytes, *lines: bytes) -> None:
        """Sends a message, its dot and command lines behind, with patience while some of it leaves.

        Returns early where the server answers or hangs up meanwhile. Raises TimeoutError.
        """
        self.check()
        behind = b"".join(line + b"\r\n" for line in lines)
        self._transport.write(stuffed(content, behind))
        left = self._transport.get_write_buffer_size()
        while self._paused and not self._said and self._lost is None:
            try:
                await self._wait(self.seconds)
            except TimeoutError:
                before, left = left, self._transport.get_write_buffer_size()
                if left >= before:
                    raise

    def close(self) -> None:
        """Frees the socket; what is not written yet is dropped."""
        self._transport.abort()

    def check(self) -> None:
        """Raises ConnectionError where the connection is lost, and what the server said unasked."""
        if self._said:
            # Unasked, a server only says why it hangs up (RFC 5321 section 3.8).
            raise SMTPResponseException(*self._said.popleft())
        if not self.open:
            raise self._lost or ConnectionResetError("connection lost")

    async def _wait(self, seconds: float) -> None:
        """Until something happens. Raises TimeoutError."""
        waiter = self._waiter = self._loop.create_future()
        alarm = self._loop.call_later(seconds, _give_up, waiter)
        try:
            await waiter
        finally:
            alarm.cancel()
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        try:
            self._read()
        except SMTPResponseException as error:
            self.connection_lost(error)
            self._transport.abort()
        self._wake()

    def _read(self) -> None:
        *whole, rest = self._buffer.split(b"\n")
        self._buffer = rest
        for line in whole:
            self._lines.append(bytes(line).rstrip(b"\r"))
            if line[3:4] != b"-":
                self._said.append(_joined(self._lines))
                self._lines = []
        if len(rest) + sum(map(len, self._lines)) > LONGEST_REPLY:
            raise SMTPResponseException(-1, "Response too long")

    def connection_lost(self, exc: BaseException | None) -> None:
        self._lost = self._lost or exc or ConnectionResetError("connection lost")
        self._wake()

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        self._wake()


def _give_up(waiter: "asyncio.Future[None]") -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError("no answer"))


def _joined(lines: list[bytes]) -> Said:
    # PostgreSQL stores no NUL, and people see none.
    texts = (line[4:].replace(b"\0", b"?").decode("utf-8", "replace").strip() for line in lines)
    text = "\n".join(texts)
    code = lines[-1][:3]
    if len(code) != 3 or not code.isdigit():
        first = lines[0].replace(b"\0", b"?").decode("utf-8", "replace")
        raise SMTPResponseException(-1, f"Malformed SMTP response line: {first}")
    return int(code), text


def stuffed(content: bytes, behind: bytes = b"") -> bytes:
    """The message as it is written: CRLF everywhere, dots doubled, the dot, and what goes ``behind``.

    A bare line end before a dot would end the message for some servers and not for others, and
    what follows would be taken for commands (RFC 5321 sections 2.3.8 and 4.5.2).
    """
    bare = content.replace(b"\r\n", b"")
    if b"\n" in bare or b"\r" in bare:
        content = _ANY_LINE_END.sub(b"\r\n", content)
    first = b"." if content.startswith(b".") else b""
    last = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
    return b"".join((first, content.replace(b"\r\n.", b"\r\n.."), last, behind))
