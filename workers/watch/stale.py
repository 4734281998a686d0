"""Aliases that have not been retrieved for too long, whatever the reason (OP-7, P01)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.timesince import timesince

from aliases.directions import Direction
from aliases.incidents.models import Incident, Kind
from aliases.incidents.opening import Trouble
from aliases.jobs import Job
from aliases.models import Status

INTERVALS = 3
AT_LEAST = timedelta(minutes=15)


def too_long(interval: timedelta) -> timedelta:
    """After how long without a success an alias is stale."""
    return max(INTERVALS * interval, AT_LEAST)


def is_stale(
    now: datetime, *, succeeded: datetime | None, watched_since: datetime, interval: timedelta
) -> bool:
    """Pure; ``watched_since`` counts where nothing has succeeded since then."""
    since = max(succeeded or watched_since, watched_since)
    return now - since > too_long(interval)


def find(now: datetime) -> Iterator[Trouble]:
    """Stale ones about whom nothing else has been said: another incident names the cause."""
    told = Incident.objects.open().filter(alias=OuterRef("alias"), direction=Direction.RETRIEVE)
    told = told.exclude(kind__in=(Kind.STALE, Kind.CLEAN_UP))
    quiet = Q(last_success_at=None) | Q(last_success_at__lt=now - AT_LEAST)
    jobs = Job.objects.filter(
        quiet,
        ~Exists(told),
        direction=Direction.RETRIEVE,
        watched_since__lt=now - AT_LEAST,
        alias__status=Status.ACTIVE,
        alias__deleted_at=None,
    ).select_related("alias__department__partition", "alias__retriever")
    for job in jobs.iterator():
        if is_stale(
            now,
            succeeded=job.last_success_at,
            watched_since=job.watched_since,
            interval=timedelta(seconds=job.alias.interval_seconds),
        ):
            yield _trouble(job, now)


def _trouble(job: Job, now: datetime) -> Trouble:
    alias, instance = job.alias, job.alias.retriever
    since = f"for {timesince(job.last_success_at, now)}" if job.last_success_at else "so far"
    remedy = "Look at its last run, and whether scheduler and nodes run, under Operation."
    if instance is None:
        remedy = "It has no retriever: assign one on its page."
    elif not instance.enabled:
        remedy = f"Its retriever “{instance}” is stopped: start it under Service instances."
    return Trouble(
        Kind.STALE,
        str(alias),
        f"Its mail has not been retrieved {since}.",
        answer=job.error,
        remedy=remedy,
        alias=alias,
        direction=Direction.RETRIEVE,
    )
