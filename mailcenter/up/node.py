"""The story of `node`: it keeps the Celery workers running that the service instances ask for."""

import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, close_old_connections

from mailcenter.up.pools import Pool
from mailcenter.up.processes import Child, stop

LOOK_SECONDS = 1.0
# A worker that is asked to end finishes what it has in hand: runs end after a minute by themselves.
GRACE_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node runs: its name, its environment, and the folder of its logs (None: its own output)."""

    name: str
    environment: Mapping[str, str]
    logs: Path | None = None
    grace: float = GRACE_SECONDS


class Node:
    """``wanted`` says which workers there are to be.

    ``say`` gets what is wrong, ``note`` what changes, in words.
    """

    def __init__(
        self,
        place: Place,
        wanted: Callable[[], Sequence[Pool]],
        *,
        say: Callable[[str], object],
        note: Callable[[str], object] = str,
    ) -> None:
        self.place = place
        self.wanted = wanted
        self.say = say
        self.note = note
        self.working: dict[Pool, Child] = {}
        self.leaving: dict[Pool, tuple[Child, float]] = {}

    def run(self, over: threading.Event) -> None:
        """Returns when ``over`` is set and all workers have ended."""
        try:
            while True:
                self.look(time.monotonic())
                if over.wait(LOOK_SECONDS):
                    return
        finally:
            stop(self.children)

    @property
    def children(self) -> list[Child]:
        return [*self.working.values(), *(child for child, _ in self.leaving.values())]

    def look(self, now: float) -> None:
        """Brings the workers to what is wanted; while the database is away they stay as they are."""
        try:
            wanted = self.wanted()
        except DatabaseError as error:
            self.say(f"The service instances cannot be read: {error}")
            wanted = list(self.working)
        finally:
            close_old_connections()
        for pool in set(self.working) - set(wanted):
            self._ask_to_end(pool, now)
        self._bury(now)
        occupied = {pool.name for pool in self.leaving}
        for pool in wanted:
            if pool not in self.working and pool.name not in occupied:
                self._start(pool)
        for child in self.working.values():
            if words := child.look():
                self.say(words)

    def _start(self, pool: Pool) -> None:
        self.note(f"{pool.name} serves {pool.queues}, {pool.concurrency} at a time")
        log = self.place.logs / f"{pool.name}.log" if self.place.logs else None
        command = _command(pool, self.place.name)
        child = Child(pool.name, command, self.place.environment, log, patience=self.place.grace)
        child.start()
        self.working[pool] = child

    def _ask_to_end(self, pool: Pool, now: float) -> None:
        self.note(f"{pool.name} is ended after what it has in hand")
        child = self.working.pop(pool)
        child.ask_to_end()
        self.leaving[pool] = (child, now + self.place.grace)

    def _bury(self, now: float) -> None:
        for pool, (child, until) in list(self.leaving.items()):
            if not child.alive or now > until:
                child.kill_rest()
                del self.leaving[pool]


def _command(pool: Pool, node: str) -> list[str]:
    worker = [sys.executable, "-m", "celery", "--app", "mailcenter", "worker"]
    where = ["--hostname", f"{pool.name}@{node}", "--queues", pool.queues]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    return [*worker, *where, "--concurrency", str(pool.concurrency), *quiet]
