"""Which jobs are to run now: claimed in the database in one statement, handed to the broker after."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef

from activities.models import Recipient, RecipientState
from aliases.conditions import Condition
from aliases.instances import queue_of
from aliases.jobs import Direction, Job
from aliases.models import Alias, Status
from departments import guard

# How long a claimed job may wait in the broker before it is claimed again.
CLAIM_SECONDS = 30
AT_ONCE = 500

# PostgreSQL's claimers pass over each other's rows. SQLite has one writer at a time, so that the
# same statement, which reads and writes the condition at once, cannot claim a row twice.
_CLAIM = """
UPDATE aliases_job SET claimed_until = %(claimed_until)s
WHERE id IN (
    SELECT job.id FROM aliases_job job JOIN aliases_alias alias ON alias.id = job.alias_id
    JOIN aliases_serviceinstance instance ON instance.id = alias.{instance} AND instance.enabled
    JOIN departments_department department ON department.id = alias.department_id
    JOIN departments_partition part ON part.id = department.partition_id
    WHERE job.direction = %(direction)s AND job.next_due_at <= %(now)s
      AND (job.not_before IS NULL OR job.not_before <= %(now)s) AND job.condition <> %(stopped)s
      AND (job.claimed_until IS NULL OR job.claimed_until <= %(now)s)
      AND (job.leased_until IS NULL OR job.leased_until <= %(now)s)
      AND (job.direction <> %(dispatch)s OR NOT part.training OR part.training_until <= %(now)s)
      AND (alias.status = %(active)s AND alias.deleted_at IS NULL OR job.direction = %(dispatch)s)
    ORDER BY job.next_due_at LIMIT %(limit)s {lock})
RETURNING alias_id
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An alias whose job is due, and the queue of the instance that it is assigned to."""

    alias_id: int
    queue: str


def claim(direction: Direction, now: datetime) -> list[Claimed]:
    """Aliases whose job is due and whose instance runs; each is given to one claimer only.

    None in a copy of the database that nobody confirmed as the production system. What was written
    before the training mode of its partition waits until that ends.
    """
    if not guard.is_production():
        return []
    skip = connection.features.has_select_for_update_skip_locked
    lock = "FOR UPDATE OF job SKIP LOCKED" if skip else ""
    values: dict[str, str | int | datetime] = {
        "claimed_until": now + timedelta(seconds=CLAIM_SECONDS),
        "direction": direction.value,
        "now": now,
        "active": Status.ACTIVE.value,
        "dispatch": Direction.DISPATCH.value,
        "stopped": Condition.STOPPED.value,
        "limit": AT_ONCE,
    }
    instance = direction.instance
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(lock=lock, instance=f"{instance}_id"), values)
        claimed = [int(row[0]) for row in cursor.fetchall()]
    return _with_queues(claimed, instance, direction)


def _with_queues(alias_ids: list[int], instance: str, direction: Direction) -> list[Claimed]:
    names = ("pk", instance, f"{instance}__is_default")
    found = Alias.objects.filter(pk__in=alias_ids).order_by().values_list(*names)
    queues = {pk: queue_of(direction, None if default else one) for pk, one, default in found}
    return [Claimed(pk, queues[pk]) for pk in alias_ids]


def wake_forgotten(now: datetime) -> int:
    """A safety net: dispatchers that have something to do and do not know it."""
    unfinished = Recipient.objects.filter(
        alias_id=OuterRef("alias_id"),
        state__in=(RecipientState.QUEUED, RecipientState.DEFERRED, RecipientState.SENDING),
        next_try_at__isnull=False,
    )
    asleep = Job.objects.filter(
        Exists(unfinished), direction=Direction.DISPATCH, next_due_at=None, leased_until=None
    )
    return asleep.exclude(condition=Condition.STOPPED).update(next_due_at=now)
