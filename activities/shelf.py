"""The shelf of messages that cannot be processed: each is kept whole, and there is a way back."""

from django.db import transaction
from django.utils import timezone

from activities import holding
from activities.raw import NOT_FETCHED, RawMessage, RawState, WaterMark
from departments.models import User


def shelve(raw: RawMessage, reason: str) -> None:
    """Puts a message aside, whole, with its reason; nothing behind it waits for it."""
    RawMessage.objects.filter(pk=raw.pk, state=RawState.STORED).update(
        state=RawState.FAILED, reason=reason
    )


def again(raw: RawMessage) -> None:
    """Has a message that was put aside processed once more, within the next ticks.

    One that is not here whole is forgotten instead, so that it is found on the server anew.
    """
    with transaction.atomic():
        if raw.state in NOT_FETCHED:
            _forget(raw)
        else:
            aside = (RawState.FAILED, RawState.HELD)
            RawMessage.objects.filter(pk=raw.pk, state__in=aside).update(
                state=RawState.STORED, tries=0, troubles=0, released=True
            )
            holding.settled(raw.alias, timezone.now())


def discard(raw: RawMessage, reason: str, user: User) -> bool:
    """Takes a message off the shelf for good; its bytes stay for the time of retention (P42).

    False where it is not on the shelf any more.
    """
    words = f"{raw.reason}\nDiscarded by {user}: {reason}"
    with transaction.atomic():
        shelf = RawMessage.objects.on_the_shelf().filter(pk=raw.pk)
        done = shelf.update(state=RawState.DISCARDED, reason=words)
        holding.settled(raw.alias, timezone.now())
    return bool(done)


def _forget(raw: RawMessage) -> None:
    for copy in raw.copies.all():
        epoch, _, number = copy.identity.partition(":")
        if number.isdigit():
            marks = WaterMark.objects.filter(alias=raw.alias_id, folder=copy.folder, epoch=epoch)
            marks.filter(number__gte=int(number)).update(number=int(number) - 1)
    raw.delete()
