"""The two queues that every department has from the beginning."""

from collections.abc import Iterable
from typing import Any

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
    incoming, _ = Queue.objects.get_or_create(
        department_id=department, is_default=True, defaults=_words(department, INCOMING)
    )
    exceptions, _ = Queue.objects.get_or_create(
        department_id=department, exceptions=True, defaults=_words(department, EXCEPTIONS)
    )
    return incoming, exceptions


def _words(department: int, name: str) -> dict[str, str]:
    """Another queue may have the name already."""
    taken = set(Queue.objects.filter(department=department).values_list("name", flat=True))
    free: Iterable[str] = (f"{name} {number}" for number in range(2, 1000))
    chosen = name if name not in taken else next(one for one in free if one not in taken)
    return {"name": chosen, "description": WORDS[name]}
