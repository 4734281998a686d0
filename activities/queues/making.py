"""The two queues that every department has from the beginning."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from activities.queues.models import EXCEPTIONS, INCOMING, Queue

WORDS = {
    INCOMING: "Mail that no template and no workflow puts elsewhere.",
    EXCEPTIONS: "Mail that came back, automatic replies, and what a server refused.",
}


def on_new(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Receiver for a department that was saved."""
    if created and not raw:
        of(instance.pk)


def of(department: int) -> tuple[Queue, Queue]:
    """The department's queues for incoming mail and for exceptions; made where they are missing."""
    made = Q(is_default=True) | Q(exceptions=True)
    found = {one.exceptions: one for one in Queue.objects.filter(made, department=department)}
    if len(found) < 2:
        return _made(department, INCOMING), _made(department, EXCEPTIONS)
    return found[False], found[True]


def _made(department: int, name: str) -> Queue:
    which = "exceptions" if name == EXCEPTIONS else "is_default"
    first = {"name": _free(department, name), "description": WORDS[name]}
    queue, _ = Queue.objects.get_or_create(
        department_id=department, **{which: True}, defaults=first
    )
    return queue


def _free(department: int, name: str) -> str:
    """Another queue may have the name already."""
    taken = set(Queue.objects.filter(department=department).values_list("name", flat=True))
    others: Iterable[str] = (f"{name} {number}" for number in range(2, 1000))
    return next(one for one in (name, *others) if one not in taken)
