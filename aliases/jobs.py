"""The two jobs of an alias, retrieving and dispatching: when they are due, and who holds them.

The row is the schedule and the lock. A lease is held by one worker, for a time, with a fencing
number: whoever comes back late with an old number can no longer change anything.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q


class Direction(models.TextChoices):
    RETRIEVE = "retrieve", "Retrieving"
    DISPATCH = "dispatch", "Dispatching"


class Job(models.Model):
    alias = models.ForeignKey("aliases.Alias", models.CASCADE, related_name="jobs")
    direction = models.CharField(max_length=10, choices=Direction)
    # When it is to run next; nothing is due where it is empty.
    next_due_at = models.DateTimeField(null=True)
    # Handed to the broker until then: no second task meanwhile.
    claimed_until = models.DateTimeField(null=True)
    # Held by a worker until then.
    leased_until = models.DateTimeField(null=True)
    fence = models.PositiveBigIntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    found = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("alias", "direction"), name="one_job_each_way"),
        )
        indexes = (
            models.Index(
                fields=("direction", "next_due_at"),
                condition=Q(next_due_at__isnull=False),
                name="due_jobs",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_direction_display()} for {self.alias}"


class LeaseLost(Exception):
    """Another worker holds the job now: stop at once and change nothing."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one job, until it expires or is given back."""

    job_id: int
    alias_id: int
    direction: str
    fence: int

    def still_mine(self) -> models.QuerySet[Job]:
        return Job.objects.filter(pk=self.job_id, fence=self.fence, leased_until__isnull=False)


@dataclass(frozen=True, slots=True)
class Report:
    """How a run went; ``error`` is empty after a success."""

    error: str = ""
    found: int = 0
    done: int = 0
    failed: int = 0
    seconds: float = 0.0


def take(alias_id: int, direction: Direction, now: datetime) -> Lease | None:
    """The lease of a job that is due and free; None where it is not, which is a normal answer.

    A task that comes twice, or late after the work is done, finds nothing due.
    """
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    due = Job.objects.filter(free, alias_id=alias_id, direction=direction, next_due_at__lte=now)
    with transaction.atomic():
        taken = due.update(
            fence=F("fence") + 1,
            leased_until=_until(now),
            claimed_until=None,
            last_attempt_at=now,
        )
        if not taken:
            return None
        job = Job.objects.get(alias_id=alias_id, direction=direction)
    return Lease(job.pk, alias_id, direction, job.fence)


def renew(lease: Lease, now: datetime) -> None:
    """Prolongs the lease; called inside the transaction of every commit that rests on it.

    Raises LeaseLost, which rolls that transaction back.
    """
    if not lease.still_mine().update(leased_until=_until(now)):
        raise LeaseLost(f"job {lease.job_id} has been taken over")


def release(lease: Lease, report: Report, *, next_due_at: datetime | None, now: datetime) -> None:
    """Gives the job back with its report. Without effect where the lease is lost."""
    outcome: dict[str, object] = {"last_success_at": now, "failures": 0}
    if report.error:
        outcome = {"failures": F("failures") + 1}
    lease.still_mine().update(
        leased_until=None,
        next_due_at=next_due_at,
        error=report.error,
        found=report.found,
        done=report.done,
        failed=report.failed,
        seconds=report.seconds,
        **outcome,
    )


def wake(alias_id: int, direction: Direction, when: datetime) -> None:
    """Makes a job due at ``when``, or earlier where it is already."""
    later = Q(next_due_at=None) | Q(next_due_at__gt=when)
    Job.objects.filter(later, alias_id=alias_id, direction=direction).update(next_due_at=when)


def _until(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.LEASE_SECONDS)
