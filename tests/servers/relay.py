"""One connection through the fault proxy: two directions, looked at line by line."""

import asyncio
import re
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from tests.servers.rules import Matcher, Rule

CHUNK = 1 << 18
# Lines of longer bursts without an answer are matched, but no longer recorded: they are a body.
RECORDED = 1 << 20
# A longer line is passed on unseen.
LONGEST_LINE = 1 << 20

End = Literal["client", "server"]
Record = Callable[[End, bytes], None]
_LITERAL = re.compile(rb"\{(\d+)\+?\}\r\n\Z")
_TLS = b"\x16\x03"


class Over(Exception):
    """The connection is to end; `reset` says how."""

    def __init__(self, *, reset: bool = False) -> None:
        super().__init__()
        self.reset = reset


@dataclass
class _Way:
    """The state of one direction; `budget` counts the bytes that may still pass before `last`."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    rest: bytes = b""
    literal: int = 0
    burst: int = 0
    opaque: bool = False
    budget: int | None = None
    last: Rule | None = None


class Relay:
    """Passes bytes between a client and a server until a rule, or one of them, ends it."""

    def __init__(
        self,
        client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        server: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        *,
        matcher: Matcher,
        record: Record,
    ) -> None:
        self._ways: dict[End, _Way] = {
            "client": _Way(client[0], server[1]),
            "server": _Way(server[0], client[1]),
        }
        self._matcher, self._record = matcher, record
        self._imap = self._stalled = False

    async def run(self) -> None:
        """Pass on until the end.

        Raises:
            Over: always; whoever owns the sockets then closes them.
        """
        async with asyncio.TaskGroup() as both:
            for end in self._ways:
                both.create_task(self._pump(end))

    async def _pump(self, end: End) -> None:
        way = self._ways[end]
        try:
            while data := await way.reader.read(CHUNK):
                if not self._stalled:
                    await self._take(end, data)
        except ConnectionError as lost:
            if not self._hidden(end):
                raise Over(reset=True) from lost
        if not self._hidden(end):
            await self._send(way, way.rest)
            raise Over

    def _hidden(self, end: End) -> bool:
        """Tell whether the client must not notice that this end has gone."""
        return end == "server" and self._stalled

    async def _take(self, end: End, data: bytes) -> None:
        way = self._ways[end]
        if way.opaque or (not way.literal and not way.rest and data.startswith(_TLS)):
            way.opaque = True
            return await self._send(way, data)
        if end == "server" and way.burst == 0 and data.startswith(b"* "):
            self._imap = True
        self._ways["client" if end == "server" else "server"].burst = 0
        way.burst += len(data)
        return await self._lines(end, way.rest + data)

    async def _lines(self, end: End, data: bytes) -> None:
        """Pass on whole lines and literals; neighbours that no rule wants go in one write."""
        way, sent, here = self._ways[end], 0, 0
        while here < len(data) and not self._stalled:
            if way.literal:
                size = min(way.literal, len(data) - here)
                way.literal -= size
                here += size
                continue
            stop = data.find(b"\n", here) + 1
            if not stop:
                break
            line, start, here = data[here:stop], here, stop
            self._note(end, line, last=stop == len(data))
            if found := self._matcher.find(end, line.rstrip(b"\r\n")):
                await self._send(way, data[sent:start])
                await self._act(end, line, found)
                sent = stop
        way.rest = data[here:] if len(data) - here < LONGEST_LINE else b""
        await self._send(way, data[sent : len(data) - len(way.rest)])

    def _note(self, end: End, line: bytes, *, last: bool) -> None:
        way = self._ways[end]
        if self._imap and line.endswith(b"}\r\n") and (size := _LITERAL.search(line)):
            way.literal = int(size[1])
        if last or way.burst < RECORDED:
            self._record(end, line)

    async def _act(self, end: End, line: bytes, found: tuple[Rule, re.Match[bytes]]) -> None:
        rule, match = found
        way = self._ways[end]
        if rule.call is not None:
            await asyncio.to_thread(rule.call)
        match rule.action:
            case "close" | "reset" | "stall" if rule.after is None:
                self._finish(rule)
            case "close" | "reset" | "stall":
                way.budget, way.last = len(line) + (rule.after or 0), rule
                await self._send(way, line)
            case "answer":
                back = self._ways["client" if end == "server" else "server"].writer
                back.write(rule.line(match))
            case "replace":
                await self._send(way, rule.line(match))
            case "inject":
                self._ways["server"].writer.write(rule.line(match))
                await self._send(way, line)
            case "delay":
                await asyncio.sleep(rule.seconds)
                await self._send(way, line)
            case "pass":
                await self._send(way, line)

    async def _send(self, way: _Way, data: bytes) -> None:
        if self._stalled or not data:
            return
        if way.budget is not None:
            data = data[: way.budget]
            way.budget -= len(data)
        way.writer.write(data)
        await way.writer.drain()
        if way.budget == 0 and way.last is not None:
            # a reset would overtake bytes that are still on their way
            await asyncio.sleep(0.02)
            self._finish(way.last)

    def _finish(self, rule: Rule) -> None:
        if rule.action == "stall":
            self._stalled = True
            return
        raise Over(reset=rule.action == "reset")


def hang_up(writer: asyncio.StreamWriter, *, reset: bool) -> None:
    """Close a connection in good order, or with a TCP RST."""
    if not reset:
        writer.close()
        return
    raw = writer.get_extra_info("socket")
    # One that was reset from afar is closed already.
    with suppress(OSError):
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
