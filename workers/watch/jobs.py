"""What the jobs' rows say: work that waits for a worker too long, and jobs that wait for a person."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils.timesince import timesince

from aliases import conditions
from aliases.directions import Direction
from aliases.incidents.models import Incident, Kind
from aliases.incidents.opening import Trouble
from aliases.jobs import Job
from aliases.models import Status
from workers.watch import processes

LATE = timedelta(minutes=2)
# Since when the first of several jobs could have run.
EARLIEST = Min(Greatest("next_due_at", Coalesce("not_before", "next_due_at")))


def overdue(direction: Direction, now: datetime) -> QuerySet[Job]:
    """Jobs that could run now and that nobody has begun."""
    allowed = Q(not_before=None) | Q(not_before__lte=now)
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    retrieving = direction == Direction.RETRIEVE
    running = {"alias__retriever__enabled" if retrieving else "alias__dispatcher__enabled": True}
    found = Job.objects.filter(
        allowed, free, direction=direction, next_due_at__lte=now, **running
    ).exclude(condition=conditions.Condition.STOPPED)
    if not retrieving:
        # What waits for the end of a training mode is not late.
        found = found.exclude(alias__department__partition__training=True)
    if retrieving:
        found = found.filter(alias__status=Status.ACTIVE, alias__deleted_at=None)
    return found


def longest_wait(direction: Direction, now: datetime) -> timedelta:
    """How long the job that is behind most has been due; zero where none is."""
    return waited(overdue(direction, now).aggregate(at=EARLIEST)["at"], now)


def waited(earliest: datetime | None, now: datetime) -> timedelta:
    """Since ``earliest``, the `EARLIEST` of what is overdue."""
    return max(now - earliest, timedelta(0)) if earliest else timedelta(0)


def lag(now: datetime) -> Iterator[Trouble]:
    """Where scheduler, broker or nodes are gone that is the trouble, and said already."""
    if processes.disturbed(now):
        return
    for direction in Direction:
        wait = longest_wait(direction, now)
        if wait > LATE:
            number = overdue(direction, now - LATE).count()
            yield Trouble(
                Kind.LAG,
                direction.label,
                f"{direction.label} is behind: {number} aliases wait, the first one for "
                f"{timesince(now - wait, now)}.",
                remedy="Give the service instances more concurrency, or start another node.",
            )


def stopped() -> Iterator[Trouble]:
    """Inactive jobs without an open incident: it began in a maintenance window that is over."""
    told = Incident.objects.open().filter(alias=OuterRef("alias"), direction=OuterRef("direction"))
    mute = Job.objects.filter(
        ~Exists(told), condition__in=conditions.INACTIVE, alias__deleted_at=None
    ).exclude(direction=Direction.RETRIEVE, alias__status=Status.INACTIVE)
    for job in mute.select_related("alias__department__partition"):
        yield Trouble(
            Kind(job.cause or Kind.PASSING),
            str(job.alias),
            job.error,
            alias=job.alias,
            direction=job.direction,
        )
