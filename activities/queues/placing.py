"""Into which queue mail goes that nothing else is said of. In the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from activities.cases.values import UNDECIDED
from activities.queues import making, rights
from activities.queues.models import Queue
from exceptions.kinds import FOR_NOBODY, FOR_PEOPLE

COLUMNS = ["queue", "queued_at", "taken_by", "taken_at", "closed_at", "priority"]


def columns(activity: Any) -> tuple[Any, ...]:
    """What `COLUMNS` of an activity hold; keys, so that nothing is asked for."""
    found = (activity.queue_id, activity.queued_at, activity.taken_by_id, activity.taken_at)
    return (*found, activity.closed_at, activity.priority)


def place(activities: Sequence[Any]) -> None:
    """Sets where new inbound activities wait; those with a queue are left alone.

    The first of these decides: the exception queue for exceptions, the queue of the case, the
    department's queue for incoming mail. Receipts and reports of success wait nowhere.
    Activities that are stored already are saved, new ones are not.
    """
    placed = [one for one in activities if one.queue_id is None and not _nobodys(one)]
    homes = {one: making.of(one) for one in {one.department_id for one in placed}}
    for one in placed:
        incoming, exceptions = homes[one.department_id]
        if one.exception in FOR_PEOPLE:
            put(one, exceptions.pk, one.at)
            one.queue = exceptions
        else:
            put(one, one.case.queue_id or incoming.pk, one.at)
    to_owners([one for one in placed if one.exception not in FOR_PEOPLE])
    _save([one for one in placed if one.pk])


def route(activities: Sequence[Any], queue: Queue, at: datetime) -> None:
    """Stored activities wait in ``queue`` of their own department from ``at`` on; all are saved."""
    for one in activities:
        put(one, queue.pk, at)
    _save(activities)


def put(activity: Any, queue: int, at: datetime) -> None:
    """The columns of an activity that waits in a queue from ``at`` on; it is not saved."""
    activity.queue_id, activity.queued_at = queue, at
    activity.priority = activity.case.priority or UNDECIDED
    activity.taken_by, activity.taken_at, activity.closed_at = None, None, None


def to_owners(activities: Sequence[Any]) -> None:
    """What is placed goes to the owner of its case, where there is one who works on the queue."""
    for one in activities:
        owner = one.case.owner if one.case.owner_id else None
        if owner is not None and rights.may_work(owner, one.queue):
            one.taken_by, one.taken_at = owner, one.queued_at


def to_exceptions(activities: QuerySet[Any]) -> None:
    """Outgoing mail that was refused for good waits in its department's exception queue."""
    for department in set(activities.order_by().values_list("department", flat=True)):
        _, exceptions = making.of(department)
        activities.filter(department=department).update(
            queue=exceptions, queued_at=timezone.now(), closed_at=None, taken_by=None
        )


def _nobodys(activity: Any) -> bool:
    return activity.exception in FOR_NOBODY


def _save(activities: Sequence[Any]) -> None:
    if activities:
        type(activities[0]).objects.bulk_update(activities, COLUMNS)
