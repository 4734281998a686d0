"""Watches the mailboxes whose servers say by themselves when mail comes (IDLE, RE-1).

It reads no mail: it makes the ordinary retriever's job due and hands it out at once. Polling goes
on beside it, so that whatever is missed here is only late.
"""

import random
import selectors
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from aliases import connections as opening
from aliases import jobs
from aliases.conditions import Condition
from aliases.incoming import IncomingProtocol
from aliases.jobs import Direction, Job
from aliases.models import Alias
from departments import guard
from wire.errors import WireError
from wire.imap_idle import Idle, News

log = structlog.get_logger(__name__)

LOOK_SECONDS = 5.0
# So many sign in at the same time: a start with thousands must not look like an attack.
AT_ONCE = 16
# After a failure: so long, doubled each time, and half as much more or less by chance.
FIRST_GAP, LONGEST_GAP = 5.0, 600.0


@dataclass(slots=True)
class Watched:
    """One mailbox: what its settings were, its connection, and when it is opened next."""

    settings: tuple[Any, ...]
    idle: Idle | None = None
    opening: "Future[Idle] | None" = None
    not_before: float = 0.0
    failures: int = 0


class Watcher:
    """``hand_out`` gives due jobs to the workers; ``most`` bounds the mailboxes of this process."""

    def __init__(self, hand_out: Callable[[], None], *, most: int) -> None:
        self.watched: dict[int, Watched] = {}
        self._hand_out = hand_out
        self._most = most
        self._selector = selectors.DefaultSelector()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="idle")
        # Mailboxes with news whose retrieval has not begun since, and when the news came.
        self._news: dict[int, datetime] = {}
        self._looked = float("-inf")

    @property
    def connected(self) -> int:
        return sum(one.idle is not None for one in self.watched.values())

    @property
    def quiet(self) -> bool:
        """Whether all that was heard of has been looked into."""
        return not self._news

    def step(self, seconds: float) -> None:
        """Waits for news for so many seconds at most, and does what they ask for."""
        now = time.monotonic()
        if now > self._looked + LOOK_SECONDS:
            self._looked = now
            self._look(now)
        self._open(now)
        for key, _ in self._selector.select(seconds):
            self._hear(key.data, key.fileobj.look(time.monotonic()))  # type: ignore[union-attr]
        self._wake()

    def close(self) -> None:
        for alias_id in list(self.watched):
            self._forget(alias_id)
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._selector.close()

    def _look(self, now: float) -> None:
        """What is to be watched by the settings of this moment; and asks long sessions anew."""
        wanted = to_watch(self._most)
        for alias_id, one in list(self.watched.items()):
            if wanted.get(alias_id) != one.settings:
                self._forget(alias_id)
            elif one.idle:
                self._hear(alias_id, one.idle.keep(now))
        for alias_id in wanted.keys() - self.watched.keys():
            self.watched[alias_id] = Watched(wanted[alias_id])

    def _open(self, now: float) -> None:
        under_way = sum(one.opening is not None for one in self.watched.values())
        for alias_id, one in self.watched.items():
            if one.opening and one.opening.done():
                ended, one.opening = one.opening, None
                self._opened(alias_id, ended, now)
                under_way -= 1
            elif not one.idle and not one.opening and one.not_before <= now and under_way < AT_ONCE:
                one.opening = self._pool.submit(open_watched, alias_id)
                under_way += 1

    def _opened(self, alias_id: int, ended: "Future[Idle]", now: float) -> None:
        one = self.watched[alias_id]
        try:
            one.idle = ended.result()
        except WireError as error:
            log.info("A mailbox cannot be watched.", alias=alias_id, cause=error.cause.value)
            self._later(one, now)
        except Exception:
            log.exception("A mailbox cannot be watched.", alias=alias_id)
            self._later(one, now)
        else:
            one.failures = 0
            self._selector.register(one.idle, selectors.EVENT_READ, alias_id)
            # What came while nobody watched.
            self._news[alias_id] = timezone.now()

    def _later(self, one: Watched, now: float) -> None:
        one.failures += 1
        gap = min(LONGEST_GAP, FIRST_GAP * 2 ** (one.failures - 1))
        one.not_before = now + gap * random.uniform(0.5, 1.5)  # noqa: S311  # no secret

    def _hear(self, alias_id: int, news: News) -> None:
        if news is News.MAIL:
            self._news[alias_id] = timezone.now()
        elif news is News.OVER:
            one = self.watched[alias_id]
            self._let_go(one)
            self._later(one, time.monotonic())

    def _wake(self) -> None:
        """Has the mailboxes with news looked into; those whose run began before, once more after it."""
        if not self._news:
            return
        begun = Job.objects.filter(alias__in=self._news, direction=Direction.RETRIEVE)
        for alias_id, at in begun.values_list("alias_id", "last_attempt_at"):
            if at is not None and at >= self._news[alias_id]:
                del self._news[alias_id]
        for alias_id in self._news:
            jobs.wake(alias_id, Direction.RETRIEVE, timezone.now())
        if self._news:
            self._hand_out()

    def _let_go(self, one: Watched) -> None:
        if one.idle:
            self._selector.unregister(one.idle)
            one.idle.close()
            one.idle = None

    def _forget(self, alias_id: int) -> None:
        one = self.watched.pop(alias_id)
        self._news.pop(alias_id, None)
        self._let_go(one)
        if one.opening:
            one.opening.add_done_callback(_close)


def to_watch(most: int) -> dict[int, tuple[Any, ...]]:
    """The aliases to be watched, with all that their sessions rest on; none in an unconfirmed copy.

    Those that are in trouble are left to the retriever, which says what is wrong.
    """
    if not guard.is_production():
        return {}
    imap = Q(account=None, incoming_protocol=IncomingProtocol.IMAP) | Q(account__server_type="imap")
    aliases = Alias.objects.active().filter(imap, watch=True, retriever__enabled=True)
    well = aliases.filter(
        jobs__direction=Direction.RETRIEVE, jobs__condition=Condition.WORKING
    ).order_by("pk")
    return {row[0]: row for row in well.values_list("pk", *opening.SESSION)[:most]}


def open_watched(alias_id: int) -> Idle:
    """In a thread of its own. Raises WireError."""
    try:
        alias = Alias.objects.select_related("department__partition", "account").get(pk=alias_id)
        return opening.open_idle(alias, time.monotonic())
    finally:
        connection.close()


def _close(ended: "Future[Idle]") -> None:
    if not ended.cancelled() and ended.exception() is None:
        ended.result().close()
