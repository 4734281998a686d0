"""What people do about an exception; each deed is written down and takes it off the queue once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from activities import queueing, signing
from activities.models import Activity, Worked
from activities.queues import rights
from activities.reports import note
from aliases import connections
from exceptions.suppressing import suppress


class CannotWork(Exception):
    """The deed cannot be done now; the words say why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Deed:
    """By whom, and the words they typed."""

    user: Any
    words: str
    at: datetime


@transaction.atomic
def done(activity: Activity, deed: Deed) -> None:
    """Raises CannotWork where somebody else was first, as all of these do."""
    _take_off(activity, deed)
    note(activity, deed.user, Worked.What.DONE, deed.words)


@transaction.atomic
def again(activity: Activity, deed: Deed, *, address: str) -> Activity:
    """Sends the mail that came back once more, to another address; returns the new mail."""
    about = mail_of(activity)
    if about is None:
        raise CannotWork("No mail of ours is known that this report is about: write a new one.")
    if not connections.sends(about.alias):
        raise CannotWork(f"{about.alias} was deleted: write a new mail from another alias.")
    _take_off(activity, deed)
    draft = queueing.Draft(signing.without_ids(about.subject), about.text, [address])
    mail = queueing.queue(draft, about.alias, author=deed.user, answers=about)
    words = f"To {address}. {deed.words}".strip()
    note(activity, deed.user, Worked.What.AGAIN, words)
    return mail


@transaction.atomic
def suppressed(activity: Activity, deed: Deed, *, address: str) -> None:
    """A person lists an address that the report names."""
    _take_off(activity, deed)
    said = deed.words or f"{deed.user} says so."
    suppress(activity.department_id, address, reason=said, sample=activity, now=deed.at)
    note(activity, deed.user, Worked.What.SUPPRESSED, f"{address} {deed.words}".strip())


@transaction.atomic
def ordinary(activity: Activity, deed: Deed) -> None:
    """It was no exception: the activity is ordinary mail from now on, in the case it has."""
    _take_off(activity, deed)
    was = f"It was: {activity.get_exception_display()}, by {activity.exception_rule}."
    Activity.objects.filter(pk=activity.pk).update(
        exception="", exception_rule="", exception_where=""
    )
    note(activity, deed.user, Worked.What.ORDINARY, f"{was} {deed.words}".strip())


def mail_of(activity: Activity) -> Activity | None:
    """The outgoing mail that an exception is about: itself where a server refused it at once."""
    if activity.direction == "outbound":
        return activity
    found = activity.answers
    return found if found is not None and found.direction == "outbound" else None


def addresses_of(activity: Activity) -> list[str]:
    """The addresses that an exception names, each once."""
    named = activity.reports.exclude(address="").values_list("address", flat=True)
    failed = activity.recipients.filter(state="failed").values_list("address", flat=True)
    return list(dict.fromkeys([*named, *failed]))


def _take_off(activity: Activity, deed: Deed) -> None:
    mine = Q(taken_by=None) | Q(taken_by=deed.user)
    rows = Activity.objects.filter(mine, pk=activity.pk, queue__exceptions=True, closed_at=None)
    if rows.filter(queue__in=rights.workable(deed.user)).update(closed_at=deed.at):
        return
    if rows.exists():
        raise CannotWork(f"You do not work on the exception queue of {activity.department}.")
    taken = Activity.objects.filter(pk=activity.pk, closed_at=None).exclude(taken_by=None).first()
    if taken is not None:
        raise CannotWork(f"{taken.taken_by} has taken it.")
    raise CannotWork("Somebody has worked it off already; its page says who and how.")
