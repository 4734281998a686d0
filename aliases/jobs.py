"""The two jobs of an alias, retrieving and dispatching: when they are due, and who holds them.

The row is the schedule and the lock. A lease is held by one worker, for a time, with a fencing
number: whoever comes back late with an old number can no longer change anything.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from aliases import slots
from aliases.conditions import Condition, History
from aliases.directions import Direction
from aliases.watching import Watch
from wire.errors import Cause, WireError

__all__ = [
    "Direction",
    "Job",
    "Lease",
    "LeaseLost",
    "Report",
    "others_wait",
    "release",
    "renew",
    "take",
    "unclaim",
    "wake",
]

# A job that finds its server or mailbox occupied is looked at again after so many seconds.
OCCUPIED = 2


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
    # The name of the node that has it, or had it last.
    node = models.CharField(max_length=200, blank=True)
    # The server and the mailbox that it has open while it is leased, see aliases.slots.
    host = models.CharField(max_length=255, blank=True)
    mailbox = models.CharField(max_length=600, blank=True)
    # How many connections it may have to the server.
    connections = models.PositiveSmallIntegerField(default=1)
    last_attempt_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    # What failures have made of it, see aliases.conditions.
    condition = models.CharField(max_length=10, choices=Condition, default=Condition.WORKING)
    condition_since = models.DateTimeField(null=True)
    # Not tried before, whatever is due; empty again after a success.
    not_before = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=15, blank=True)
    cause_failures = models.PositiveIntegerField(default=0)
    cause_since = models.DateTimeField(null=True)
    found = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    # Since the job exists: messages, and runs that failed.
    total_done = models.PositiveBigIntegerField(default=0)
    total_failures = models.PositiveBigIntegerField(default=0)
    # From when on it is expected to run: since it was made, or a person switched it on again.
    watched_since = models.DateTimeField(default=timezone.now)

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
            models.Index(
                fields=("leased_until",),
                condition=Q(leased_until__isnull=False),
                name="leased_jobs",
            ),
            models.Index(
                fields=("condition",), condition=~Q(condition="working"), name="troubled_jobs"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_direction_display()} for {self.alias}"

    @property
    def history(self) -> History:
        return History(
            condition=Condition(self.condition),
            failures=self.failures,
            failed_at=self.failed_at,
            cause=Cause(self.cause) if self.cause else None,
            cause_failures=self.cause_failures,
            cause_since=self.cause_since,
        )


class LeaseLost(Exception):
    """Another worker holds the job now: stop at once and change nothing."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one job, until it expires or is given back."""

    job_id: int
    alias_id: int
    direction: str
    fence: int
    # How many connections its holder may have open at the same time.
    connections: int
    # The alias as it was when the job was taken, with what its connections need, and what tells of
    # changes since.
    alias: Any
    watch: Watch

    def still_mine(self) -> models.QuerySet[Job]:
        return Job.objects.filter(pk=self.job_id, fence=self.fence, leased_until__isnull=False)


@dataclass(frozen=True, slots=True)
class Report:
    """How a run went; ``trouble`` is None after a success.

    ``tried`` is False where no server was contacted: nothing is known of its health. ``remark`` is
    what went wrong beside a success; after one the job rests until ``not_before``, if that is given.
    """

    trouble: WireError | None = None
    tried: bool = True
    remark: str = ""
    found: int = 0
    done: int = 0
    failed: int = 0
    seconds: float = 0.0
    not_before: datetime | None = None


def take(alias_id: int, direction: Direction, now: datetime, *, node: str = "") -> Lease | None:
    """The lease of a job that is due and free; None where it is not, which is a normal answer.

    A task that comes twice, or late after the work is done, finds nothing due. Where the mailbox or
    the server has as many sessions as it may, the job stays due and is looked at again soon.
    """
    ready = Q(leased_until=None) | Q(leased_until__lte=now)
    ready &= Q(not_before=None) | Q(not_before__lte=now)
    due = Job.objects.filter(ready, alias_id=alias_id, direction=direction, next_due_at__lte=now)
    due = due.exclude(condition=Condition.STOPPED)
    with transaction.atomic():
        known = due.values_list("pk", "failures", "fence").first()
        if known is None:
            return None
        pk, failures, fence = known
        # Before the alias is read: what changes after that is noticed.
        watch = Watch(alias_id)
        alias = _alias(alias_id)
        place = slots.place_of(alias, direction)
        connections = slots.granted(alias, direction, place, now, sick=failures > 0)
        if not connections:
            due.update(claimed_until=now + timedelta(seconds=OCCUPIED))
            return None
        # Whoever was quicker has raised the fence: nothing is found here then.
        taken = due.filter(fence=fence).update(
            fence=fence + 1,
            leased_until=_until(now),
            claimed_until=None,
            last_attempt_at=now,
            node=node,
            host=place.host,
            mailbox=place.mailbox,
            connections=connections,
        )
        if not taken:
            return None
    return Lease(pk, alias_id, direction, fence + 1, connections, alias, watch)


def _alias(alias_id: int) -> Any:
    related = ("department__partition", "account__application", "retriever", "dispatcher")
    aliases = apps.get_model("aliases", "Alias").objects
    return aliases.select_related(*related).get(pk=alias_id)


def renew(lease: Lease, now: datetime) -> None:
    """Prolongs the lease; called inside the transaction of every commit that rests on it.

    Raises LeaseLost, which rolls that transaction back.
    """
    if not lease.still_mine().update(leased_until=_until(now)):
        raise LeaseLost(f"job {lease.job_id} has been taken over")


def release(
    lease: Lease,
    report: Report,
    *,
    history: History,
    not_before: datetime | None,
    next_due_at: datetime | None,
    now: datetime,
) -> bool:
    """Gives the job back with its report and what it makes of the job (see aliases.health).

    Without effect, and False, where the lease is lost.
    """
    back: dict[str, object] = {"leased_until": None, "next_due_at": next_due_at}
    if not report.tried:
        return bool(lease.still_mine().update(**back))
    outcome: dict[str, object] = asdict(history)
    outcome["cause"] = history.cause or ""
    if report.trouble is None:
        outcome["last_success_at"] = now
    changed = When(~Q(condition=history.condition), then=Value(now))
    given = lease.still_mine().update(
        **back,
        condition_since=Case(changed, default=F("condition_since")),
        not_before=not_before,
        error=str(report.trouble or report.remark),
        found=report.found,
        done=report.done,
        failed=report.failed,
        seconds=report.seconds,
        total_done=F("total_done") + report.done,
        total_failures=F("total_failures") + int(report.trouble is not None),
        **outcome,
    )
    return bool(given)


def wake(alias_id: int, direction: Direction, when: datetime) -> None:
    """Makes a job due at ``when``, or earlier where it is already."""
    later = Q(next_due_at=None) | Q(next_due_at__gt=when)
    Job.objects.filter(later, alias_id=alias_id, direction=direction).update(next_due_at=when)


def others_wait(lease: Lease, now: datetime) -> bool:
    """Whether another job of the same queue was handed out and waits for a worker."""
    name = Direction(lease.direction).instance
    mine = getattr(lease.alias, name)
    if mine is None:
        return False
    # The defaults of all partitions have one queue.
    same = {f"alias__{name}__is_default": True} if mine.is_default else {f"alias__{name}": mine}
    waiting = Job.objects.filter(direction=lease.direction, next_due_at__lte=now, leased_until=None)
    return waiting.filter(claimed_until__gt=now, **same).exists()


def unclaim(alias_ids: Iterable[int], direction: Direction) -> None:
    """What waits in the broker is handed out again, to the queue of the instance of now."""
    Job.objects.filter(alias__in=alias_ids, direction=direction).update(claimed_until=None)


def _until(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.LEASE_SECONDS)
