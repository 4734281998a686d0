"""Several kept SMTP connections at once: each has one letter under way, none waits for another.

Who uses it hears what has happened, writes that down, and says which messages may leave.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from wire.errors import WireError
from wire.letters import Letter, Reply
from wire.smtp import Runner, Session

P = TypeVar("P")

# Once something has happened, others are waited for as long again, so that one commit serves all:
# within these bounds (seconds), so that a silent server holds up nobody.
LEAST_GRACE, MOST_GRACE = 0.005, 0.1


@dataclass(frozen=True, slots=True)
class News(Generic[P]):
    """What has become of a parcel: one of three.

    ``ready``: the server takes the message for the recipients with a positive reply, and waits.
    ``trouble``: the connection was lost, and the message is not with the server. Else ``replies``
    are its last words.
    """

    parcel: P
    replies: Mapping[str, Reply] = field(default_factory=dict)
    ready: bool = False
    trouble: WireError | None = None


class Fleet(Generic[P]):
    """``close`` it in any case. Not for several threads."""

    def __init__(self) -> None:
        self._runner = Runner()
        self._idle: list[Session] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._gates: dict[int, asyncio.Future[None]] = {}
        self._news: list[News[P]] = []
        self._expected = 0
        self._told: asyncio.Future[None] | None = None
        self._error: BaseException | None = None

    def add(self, opener: Callable[[Runner], Session]) -> None:
        """One more connection, opened at once. Raises what ``opener`` raises."""
        self._idle.append(opener(self._runner))

    @property
    def size(self) -> int:
        """How many connections there are."""
        for one in [one for one in self._idle if not one.usable]:
            one.abandon()
            self._idle.remove(one)
        return len(self._idle) + len(self._tasks)

    @property
    def busy(self) -> int:
        """How many letters are under way."""
        return len(self._tasks)

    @property
    def idle(self) -> int:
        return self.size - self.busy

    def offer(self, parcel: P, letter: Letter) -> None:
        """Gives a letter to an idle connection: its news comes from ``wait``."""
        work = self._carry(self._idle.pop(), parcel, letter)
        task = self._runner.get_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def let_go(self, parcel: P) -> None:
        """The message of a parcel that is ready leaves."""
        self._gates.pop(id(parcel)).set_result(None)

    def wait(self) -> list[News[P]]:
        """What has happened since; where nothing has, waits until something does.

        Every connection has its own time limit, so that this never takes longer than theirs.
        """
        if not self._news and self._tasks:
            self._runner.get_loop().run_until_complete(self._round())
        if self._error is not None:
            raise self._error
        news, self._news = self._news, []
        return news

    def close(self) -> None:
        """Ends idle connections in good order and cuts off the others; never raises."""
        self._runner.run(self._part())
        self._runner.close()

    async def _part(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(
            *self._tasks, *(one.leave() for one in self._idle), return_exceptions=True
        )

    async def _carry(self, session: Session, parcel: P, letter: Letter) -> None:
        try:
            replies = await session.announce(letter)
            accepted = [one for one, reply in replies.items() if reply.positive]
            if accepted:
                gate = self._gates[id(parcel)] = asyncio.get_running_loop().create_future()
                self._tell(News(parcel, replies, ready=True))
                await gate
                replies |= dict.fromkeys(accepted, await session.deliver(letter.content))
            self._tell(News(parcel, replies))
        except WireError as trouble:
            session.abandon()
            self._tell(News(parcel, trouble=trouble))
        except BaseException:
            session.abandon()
            raise
        if session.usable:
            self._idle.append(session)

    async def _round(self) -> None:
        loop = asyncio.get_running_loop()
        all_of_them, begun = len(self._tasks), loop.time()
        await self._until(1)
        grace = min(max(loop.time() - begun, LEAST_GRACE), MOST_GRACE)
        alarm = loop.call_later(grace, self._wake)
        await self._until(all_of_them)
        alarm.cancel()

    async def _until(self, number: int) -> None:
        """Until there are so many news, or an end to waiting."""
        if len(self._news) >= number or self._error is not None:
            return
        self._expected, self._told = number, asyncio.get_running_loop().create_future()
        await self._told
        self._told = None

    def _tell(self, news: News[P]) -> None:
        self._news.append(news)
        if len(self._news) >= self._expected:
            self._wake()

    def _wake(self) -> None:
        if self._told is not None and not self._told.done():
            self._told.set_result(None)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._error = error
            self._wake()
