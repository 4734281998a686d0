"""Faults on the way to a real server: a programmable TCP proxy, a black hole, a closed port."""

import asyncio
import re
import socket
import threading
from contextlib import suppress
from typing import Literal, Self

from tests.servers.ports import HOST, closed_port
from tests.servers.relay import End, Over, Relay, hang_up
from tests.servers.rules import Matcher, Rule

__all__ = ["BlackHole", "FaultProxy", "Rule", "closed_port"]

_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class FaultProxy:
    """Passes connections on to `upstream` from a thread of its own and applies `rules`.

    TLS passes through unseen. A server that refuses connections shows here as a connection that
    is reset at once.

    Attributes:
        host, port: where clients connect.
        rules: may be changed at any time, also by the rules' own calls.
        accepted: connections so far. open_now: connections now. peak: the most at one time.
    """

    host = HOST

    def __init__(self, upstream: tuple[str, int], rules: list[Rule] | None = None) -> None:
        self.upstream = upstream
        self._rules = [] if rules is None else rules
        self.accepted = self.open_now = self.peak = 0
        self._socket = socket.create_server((HOST, 0), backlog=512)
        self.port: int = self._socket.getsockname()[1]
        self._connects = Matcher(self._rules)
        self._recorded: list[tuple[End, str]] = []
        self._errors: list[BaseException] = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    @property
    def rules(self) -> list[Rule]:
        """The faults in force, also for open connections."""
        return self._rules

    @rules.setter
    def rules(self, rules: list[Rule]) -> None:
        # open connections hold on to the list itself
        self._rules[:] = rules

    def start(self) -> Self:
        """Begin to pass connections on."""
        self._thread.start()
        self._ready.wait()
        return self

    def stop(self) -> None:
        """End all connections and the thread.

        Raises:
            ExceptionGroup: errors of the rules' calls, or of the proxy itself.
        """
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()
        self._socket.close()
        if self._errors:
            raise BaseExceptionGroup("the fault proxy failed", self._errors)

    def lines(self, side: Literal["client", "server"], match: str = "") -> list[str]:
        """Return the lines one side sent, without CRLF, that match the regular expression.

        IMAP literals and long bodies (over 1 MB) are left out.
        """
        pattern = re.compile(match, re.IGNORECASE)
        return [line for who, line in list(self._recorded) if who == side and pattern.search(line)]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def _record(self, side: End, line: bytes) -> None:
        self._recorded.append((side, line.rstrip(b"\r\n").decode("latin-1")))

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._accept, sock=self._socket)
        self._ready.set()
        await self._stopping.wait()
        server.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # stop() cancels; asyncio of Python 3.11 would log that as an error
        with suppress(asyncio.CancelledError):
            await self._count(reader, writer)

    async def _count(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        self.open_now += 1
        self.peak = max(self.peak, self.open_now)
        reset = False
        writers = [writer]
        try:
            await self._connection((reader, writer), writers)
        except* Over as over:
            reset = _was_reset(over)
        except* Exception as error:
            self._errors.append(error)
        finally:
            self.open_now -= 1
            for one in writers:
                hang_up(one, reset=reset)

    async def _connection(self, client: _Streams, writers: list[asyncio.StreamWriter]) -> None:
        if found := self._connects.find("connect", b""):
            await self._welcome(client, *found)
        try:
            server = await asyncio.open_connection(*self.upstream)
        except OSError as refused:
            raise Over(reset=True) from refused
        writers.append(server[1])
        await Relay(client, server, matcher=Matcher(self._rules), record=self._record).run()

    async def _welcome(self, client: _Streams, rule: Rule, found: re.Match[bytes]) -> None:
        """Apply a rule for new connections; return if the server is to be called."""
        reader, writer = client
        if rule.call is not None:
            await asyncio.to_thread(rule.call)
        if rule.action == "delay":
            await asyncio.sleep(rule.seconds)
        if rule.action in ("answer", "replace", "inject"):
            writer.write(rule.line(found))
        if rule.action == "stall":
            with suppress(ConnectionError):
                while await reader.read(1 << 16):
                    pass
        if rule.action not in ("pass", "delay", "inject"):
            raise Over(reset=rule.action == "reset")


def _was_reset(group: BaseExceptionGroup[Over]) -> bool:
    """Tell whether any reason in the (nested) group is a reset."""
    return group.subgroup(lambda one: isinstance(one, Over) and one.reset) is not None


class BlackHole:
    """A port that accepts connections and never says a word."""

    host = HOST

    def __init__(self) -> None:
        # the kernel accepts for us; nobody ever takes a connection from the queue
        self._socket = socket.create_server((HOST, 0), backlog=512)
        self.port: int = self._socket.getsockname()[1]

    def stop(self) -> None:
        """Close the port; connections are reset."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
