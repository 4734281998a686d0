"""People take mail out of a queue, return it, close it. Who is second is told who was first.

Each is one conditional UPDATE, and is written down in the same transaction.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from activities.cases import statuses
from activities.models import Activity, Queue, QueueStep, Worked
from activities.queues import rights
from activities.queues.columns import OPEN, ORDER
from activities.reports import note as note_worked
from activities.working import CannotWork, Deed

# So many are tried in turn where others take from the same queue at the same moment.
CANDIDATES = 20


def waiting() -> QuerySet[Activity]:
    """What nobody has taken, in the order in which it is worked on."""
    return Activity.objects.filter(OPEN, taken_by=None).order_by(*ORDER)


@transaction.atomic
def take(activity: Activity, deed: Deed) -> None:
    """Raises CannotWork where somebody else has it, as it is closed, or the queue is not theirs."""
    rows = waiting().order_by().filter(pk=activity.pk, queue__in=rights.workable(deed.user))
    if not rows.update(taken_by=deed.user, taken_at=deed.at):
        raise CannotWork(obstacle(activity, deed.user))
    note([activity], deed, QueueStep.What.TAKEN)
    statuses.opened([activity.case_id], f"{deed.user} has taken its mail.")


def take_next(queue: Queue, deed: Deed) -> Activity | None:
    """The first that nobody else takes; None where the queue is empty. Raises CannotWork."""
    if not rights.may_work(deed.user, queue):
        raise CannotWork(f"You do not work on the queue {queue}.")
    for one in waiting().filter(queue=queue)[:CANDIDATES]:
        try:
            take(one, deed)
        except CannotWork:
            continue
        return one
    return None


@transaction.atomic
def give_back(activity: Activity, deed: Deed) -> None:
    """It waits again where it stood. Raises CannotWork."""
    rows = mine(deed.user).filter(pk=activity.pk, taken_by__isnull=False)
    if not rows.update(taken_by=None, taken_at=None):
        raise CannotWork(obstacle(activity, deed.user, otherwise="Nobody has it."))
    note([activity], deed, QueueStep.What.RETURNED)


@transaction.atomic
def close(activity: Activity, deed: Deed) -> None:
    """It is dealt with, and leaves the queue. Raises CannotWork."""
    rows = mine(deed.user).filter(pk=activity.pk)
    closed = {"closed_at": deed.at, "taken_by": Coalesce(F("taken_by"), deed.user.pk)}
    if not rows.update(**closed):
        raise CannotWork(obstacle(activity, deed.user))
    if activity.exception_queue:
        note_worked(activity, deed.user, Worked.What.DONE, deed.words)
    else:
        note([activity], deed, QueueStep.What.CLOSED)


def answered(activity: Activity, deed: Deed) -> bool:
    """Closes what ``deed.user`` has answered; its case waits for the customer.

    False where it waits in no queue, or somebody else has it: nothing is changed then.
    """
    try:
        close(activity, deed)
    except CannotWork:
        return False
    statuses.wait([activity.case_id], f"{deed.user} has answered.")
    return True


def note(activities: Iterable[Activity], deed: Deed, what: QueueStep.What, words: str = "") -> None:
    """Writes down a step of each; the name of the person is kept as text."""
    who = str(deed.user)[:150]
    said = f"{words} {deed.words}".strip()
    facts = {"user_number": deed.user.pk, "who": who, "what": what, "words": said, "at": deed.at}
    QueueStep.objects.bulk_create(QueueStep(activity=one, **facts) for one in activities)


def mine(user: Any) -> QuerySet[Activity]:
    """What ``user`` may return, close or transfer: nobody else has it, or they manage queues."""
    rows = Activity.objects.filter(OPEN, queue__in=rights.workable(user))
    if rights.manages(user):
        return rows
    return rows.filter(Q(taken_by=None) | Q(taken_by=user))


def obstacle(activity: Activity, user: Any, otherwise: str = "It was just changed.") -> str:
    """Why it could not be done, as it stands now."""
    now = Activity.objects.select_related("queue", "taken_by").get(pk=activity.pk)
    if now.queue is None:
        return "It waits in no queue."
    if now.closed_at:
        return f"It is closed since {localtime(now.closed_at):%d %b %H:%M}; its page says by whom."
    if now.taken_by == user:
        return "You have it already."
    if now.taken_by and now.taken_at:
        return f"{now.taken_by} has it since {localtime(now.taken_at):%d %b %H:%M}."
    if not rights.may_work(user, now.queue):
        return f"You do not work on the queue {now.queue}."
    return otherwise
