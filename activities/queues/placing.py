"""Into which queue mail goes that nobody has said anything else of. In the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from activities.queues import making
from activities.queues.models import Queue
from exceptions.kinds import FOR_NOBODY, FOR_PEOPLE

COLUMNS = ["queue", "queued_at", "taken_by", "taken_at", "closed_at", "priority"]


def place(activities: Sequence[Any]) -> None:
    """Puts new inbound activities of one batch where they wait; those that wait are left alone.

    The first of these decides: the exception queue for exceptions, the queue of the case, the
    department's queue for incoming mail. Receipts and reports of success wait nowhere.
    """
    homes: dict[int, tuple[Queue, Queue]] = {}
    placed = []
    for one in activities:
        if one.queue_id is not None or one.exception in FOR_NOBODY:
            continue
        if one.department_id not in homes:
            homes[one.department_id] = making.of(one.department_id)
        incoming, exceptions = homes[one.department_id]
        if one.exception in FOR_PEOPLE:
            put(one, exceptions.pk, one.at)
        else:
            put(one, one.case.queue_id or incoming.pk, one.at)
        placed.append(one)
    if placed:
        type(placed[0]).objects.bulk_update(placed, COLUMNS)


def put(activity: Any, queue: int, at: datetime) -> None:
    """The columns of an activity that waits in ``queue`` from now on; it is not saved."""
    activity.queue_id, activity.queued_at = queue, at
    activity.priority = activity.case.priority or 0
    activity.taken_by, activity.taken_at, activity.closed_at = None, None, None


def to_exceptions(activities: QuerySet[Any]) -> None:
    """Outgoing mail that was refused for good waits in its department's exception queue."""
    for department in set(activities.order_by().values_list("department", flat=True)):
        _, exceptions = making.of(department)
        activities.filter(department=department).update(
            queue=exceptions, queued_at=timezone.now(), closed_at=None, taken_by=None
        )
