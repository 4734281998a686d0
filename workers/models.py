"""Who works, as they say themselves in the database: nodes, and the heartbeats of what runs once."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models

# A sign of life is written every so many seconds, and believed for a while.
BEAT_SECONDS = 5.0
BELIEVED = timedelta(seconds=20)
# Nodes that are gone stay in the list so long.
REMEMBERED = timedelta(days=7)


class NodeQuerySet(models.QuerySet["Node"]):
    def live(self, now: datetime) -> Self:
        """Those that gave a sign of life lately and have not taken their leave."""
        return self.filter(ended_at=None, seen_at__gte=now - BELIEVED)

    def lost(self, now: datetime) -> Self:
        """Those that fell silent without taking their leave."""
        return self.filter(ended_at=None, seen_at__lt=now - BELIEVED)

    def forget(self, now: datetime) -> None:
        self.filter(seen_at__lt=now - REMEMBERED).delete()


class Node(models.Model):
    """One worker process, with its pool, on one machine. All times are the database's."""

    name = models.CharField(max_length=200, unique=True)
    host = models.CharField("machine", max_length=200)
    pid = models.PositiveIntegerField("process")
    # The names of the queues it serves, with spaces between.
    queues = models.TextField()
    concurrency = models.PositiveSmallIntegerField("at the same time")
    started_at = models.DateTimeField("since")
    seen_at = models.DateTimeField("last heartbeat")
    ended_at = models.DateTimeField("ended", null=True)
    # The database's clock less its own, in seconds.
    clock_offset = models.FloatField("clock", default=0)
    processed = models.PositiveBigIntegerField("tasks", default=0)

    objects = NodeQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def served(self) -> frozenset[str]:
        """The names of its queues."""
        return frozenset(self.queues.split())

    def lives(self, now: datetime) -> bool:
        return self.ended_at is None and self.seen_at >= now - BELIEVED


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def note(self, name: str, now: datetime) -> None:
        """Writes that ``name`` gave a sign of life; several that do so in one moment write one."""
        known = self.filter(name=name)
        if known.filter(at__gt=now - timedelta(seconds=BEAT_SECONDS)).exists():
            return
        if not known.update(at=now):
            self.bulk_create([Heartbeat(name=name, at=now)], ignore_conflicts=True)

    def seen(self, name: str) -> datetime | None:
        """When the last one was; None where there never was one."""
        return self.filter(name=name).values_list("at", flat=True).first()


class Heartbeat(models.Model):
    """``scheduler``: the clock went round; ``tick``: a worker did what the clock had ordered."""

    SCHEDULER = "scheduler"
    TICK = "tick"

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
