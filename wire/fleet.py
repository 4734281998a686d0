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


@dataclass(frozen=True, slots=True)
class Turn(Generic[P]):
    """What happens to a parcel that is ready: whether it leaves, and what its connection gets next."""

    leaves: bool = True
    then: tuple[P, Letter] | None = None


@dataclass(frozen=True, slots=True)
class Gate(Generic[P]):
    """Where a letter waits whose envelope the server has taken; ``task`` is who carries it."""

    task: "asyncio.Task[None]"
    opened: "asyncio.Future[Turn[P]]"


# Once something has happened, others are waited for as long again, so that one commit serves all:
# within these bounds (seconds), so that a silent server holds up nobody.
LEAST_GRACE, MOST_GRACE = 0.005, 0.1


@dataclass(frozen=True, slots=True)
class News(Generic[P]):
    """What has become of a parcel: one of three.

    ``ready``: the server takes the message for the recipients with a positive reply, and waits.
    ``trouble``: the connection was lost, and the message is not with the server; ``untried`` where
    it was lost with the message before. Else ``replies`` are its last words.
    """

    parcel: P
    replies: Mapping[str, Reply] = field(default_factory=dict)
    ready: bool = False
    trouble: WireError | None = None
    untried: bool = False


class Fleet(Generic[P]):
    """``close`` it in any case. Not for several threads."""

    def __init__(self) -> None:
        self._runner = Runner()
        self._idle: list[Session] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._gates: dict[int, Gate[P]] = {}
        self._under_way = 0
        self._news: list[News[P]] = []
        self._enough: Callable[[], bool] = bool
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
        return self._under_way

    @property
    def idle(self) -> int:
        return self.size - len(self._tasks)

    def offer(self, parcel: P, letter: Letter) -> None:
        """Gives a letter to an idle connection: its news comes from ``wait``."""
        work = self._carry(self._idle.pop(), parcel, letter)
        task = self._runner.get_loop().create_task(work)
        self._tasks.add(task)
        self._under_way += 1
        task.add_done_callback(self._done)

    def let_go(self, parcel: P, then: tuple[P, Letter] | None = None) -> None:
        """The message of a parcel that is ready leaves, and the envelope of the next goes behind it."""
        self._under_way += then is not None
        self._gates.pop(id(parcel)).opened.set_result(Turn(then=then))

    def keep(self, parcel: P) -> None:
        """A parcel that is ready does not leave after all.

        Its connection is given up: once a server waits for a message, nothing but its end brings it
        back to commands (RFC 5321 section 4.1.1.4).
        """
        self._under_way -= 1
        gate = self._gates.pop(id(parcel))
        gate.opened.set_result(Turn(leaves=False))
        self._runner.get_loop().run_until_complete(gate.task)

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
        following: tuple[P, Letter] | None = (parcel, letter)
        try:
            while following is not None:
                following = await self._carried(session, *following)
        except BaseException:
            session.abandon()
            raise
        if session.usable:
            self._idle.append(session)

    async def _carried(
        self, session: Session, parcel: P, letter: Letter
    ) -> tuple[P, Letter] | None:
        """Carries one letter; returns what its connection gets next."""
        then, untried = None, session.wrote_ahead(letter)
        try:
            replies = await session.announce(letter)
            untried = False
            accepted = [one for one, reply in replies.items() if reply.positive]
            if accepted:
                turn = await self._at_gate(parcel, replies)
                if not turn.leaves:
                    session.abandon()
                    return None
                then = turn.then
                answer = await session.deliver(letter.content, then and then[1])
                replies |= dict.fromkeys(accepted, answer)
            self._tell(News(parcel, replies), last=True)
        except WireError as trouble:
            session.abandon()
            untried = untried and not trouble.code
            self._tell(News(parcel, trouble=trouble, untried=untried), last=True)
        if then is not None and not session.usable:
            self._tell(News(then[0], untried=True), last=True)
            return None
        return then

    async def _at_gate(self, parcel: P, replies: Mapping[str, Reply]) -> Turn[P]:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # it is one that `offer` made
        gate: Gate[P] = Gate(task, asyncio.get_running_loop().create_future())
        self._gates[id(parcel)] = gate
        self._tell(News(parcel, replies, ready=True))
        return await gate.opened

    async def _round(self) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await self._until(lambda: bool(self._news))
        grace = min(max(loop.time() - begun, LEAST_GRACE), MOST_GRACE)
        alarm = loop.call_later(grace, self._wake)
        # Every connection has ended its letter, or waits at its gate.
        await self._until(lambda: len(self._gates) >= len(self._tasks))
        alarm.cancel()

    async def _until(self, enough: Callable[[], bool]) -> None:
        """Until there is, or an end to waiting."""
        if enough() or self._error is not None:
            return
        self._enough, self._told = enough, asyncio.get_running_loop().create_future()
        await self._told
        self._told = None

    def _tell(self, news: News[P], *, last: bool = False) -> None:
        self._news.append(news)
        self._under_way -= last
        self._look()

    def _look(self) -> None:
        if self._enough():
            self._wake()

    def _wake(self) -> None:
        if self._told is not None and not self._told.done():
            self._told.set_result(None)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._error = error
            self._wake()
        self._look()
