"""A node tells of itself: a row in the database, renewed every few seconds until it takes its leave.

It asks nobody and decides nothing; the broker has no part in it.
"""

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from workers.models import Node
from workers.pulse import Pulse


@dataclass(frozen=True, slots=True)
class Facts:
    """What stays the same as long as a node runs."""

    name: str
    queues: frozenset[str]
    concurrency: int
    host: str = ""
    pid: int = 0


class Announcer:
    """Keeps the row of one node true; ``processed`` says how many tasks it has done so far."""

    def __init__(self, facts: Facts, processed: Callable[[], int]) -> None:
        self.facts = facts
        self.processed = processed
        self.started_at: datetime | None = None
        self._pulse = Pulse(self.write, last=self.leave)

    def start(self) -> None:
        self._pulse.start()

    def stop(self) -> None:
        """Takes leave of the others."""
        self._pulse.stop()

    def write(self) -> None:
        self._write(ended=False)

    def leave(self) -> None:
        self._write(ended=True)

    def _write(self, *, ended: bool) -> None:
        offset = clock_offset()
        now = timezone.now() + timedelta(seconds=offset)
        self.started_at = self.started_at or now
        values = {
            "host": self.facts.host or platform.node(),
            "pid": self.facts.pid or os.getpid(),
            "queues": " ".join(sorted(self.facts.queues)),
            "concurrency": self.facts.concurrency,
            "started_at": self.started_at,
            "seen_at": now,
            "ended_at": now if ended else None,
            "clock_offset": offset,
            "processed": self.processed(),
        }
        mine = Node.objects.filter(name=self.facts.name)
        if not mine.update(**values):
            Node.objects.update_or_create(name=self.facts.name, defaults=values)


def clock_offset() -> float:
    """The database's clock less this machine's, in seconds; SQLite has no clock of its own."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    before = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        [theirs] = cursor.fetchone()
    # The answer was given about half-way.
    return float(theirs) - (before + time.time()) / 2
