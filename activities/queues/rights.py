"""Who works on which queue: people and teams of the queue, with the permission (P52)."""

from typing import Any

from django.db.models import Q, QuerySet

from activities.queues.models import Queue

WORK = "activities.work_queue"
EXCEPTIONS = "activities.process_exceptions"
TRANSFER = "activities.transfer_activity"
# Who manages queues may return what somebody else has, who is ill perhaps.
MANAGE = "activities.change_queue"


def workable(user: Any) -> QuerySet[Queue]:
    """The queues of the person's departments that they may work on."""
    seen = Queue.objects.visible_to(user)
    if user.is_superuser:
        return seen
    kinds = [one for one, right in ((False, WORK), (True, EXCEPTIONS)) if user.has_perm(right)]
    named = Q(people=user) | Q(teams__members=user)
    free = Q(people=None, teams=None)
    mine = Queue.objects.filter(named | free).values("pk")
    return seen.filter(exceptions__in=kinds, pk__in=mine)


def may_work(user: Any, queue: Queue | None) -> bool:
    return queue is not None and workable(user).filter(pk=queue.pk).exists()


def manages(user: Any) -> bool:
    """Of queues that they see."""
    return bool(user.has_perm(MANAGE))
