"""What waits in the queues of the person's departments, the oldest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.timesince import timesince

from activities.models import Queue

MOST = 20
LIST = "admin:activities_queuedactivity_changelist"


@dataclass(frozen=True, slots=True)
class Line:
    """``link`` is empty for who may not look at the mail in queues."""

    name: str
    waiting: int
    oldest: str
    taken: int
    link: str


def shown(user: Any, now: datetime) -> list[Line]:
    """Queues with something in them, at most 20; none for who may not see queues."""
    if not user.has_perm("activities.view_queue"):
        return []
    seen = Queue.objects.visible_to(user).with_numbers(user)
    busy = seen.filter(Q(waiting__gt=0) | Q(taken__gt=0)).select_related("department__partition")
    first = busy.order_by(F("oldest").asc(nulls_last=True), "pk")[:MOST]
    may_open = user.has_perm("activities.view_queuedactivity")
    return [_line(one, now, may_open=may_open) for one in first]


def _line(queue: Any, now: datetime, *, may_open: bool) -> Line:
    return Line(
        f"{queue} ({queue.department})",
        queue.waiting,
        timesince(queue.oldest, now) if queue.oldest else "",
        queue.taken,
        f"{reverse(LIST)}?queue={queue.pk}" if may_open else "",
    )
