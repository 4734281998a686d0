"""What became of the blocked attachments: who reads which part, restoring and deleting, with reasons."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from attachments.held import BlockedAttachment, BlockedQuerySet, Deed, HeldContent, State, Verb
from departments.trail import present_address


def of_activity(activity_id: int) -> dict[str, BlockedAttachment]:
    """The blocked parts of an activity by path, restored ones as well, with their state (AT-6)."""
    found = BlockedAttachment.objects.filter(activity=activity_id)
    return {one.path: one for one in found}


def may_be_read(activity_id: int, path: str) -> bool:
    """Whether a part of an activity is shown and handed out: it was not blocked, or is restored."""
    blocked = BlockedAttachment.objects.held_back()
    return not blocked.filter(activity=activity_id, path=path).exists()


def restore(chosen: BlockedQuerySet, *, user: Any, reason: str) -> int:
    """Has the activities show them again, byte for byte. How many; others are not in quarantine.

    What the virus scanner has found something in is left alone without the right to that.
    """
    return _settle(restorable(chosen, user), Verb.RESTORE, State.RESTORED, user=user, reason=reason)


def restorable(chosen: BlockedQuerySet, user: Any) -> BlockedQuerySet:
    """Those of the chosen that this person may restore."""
    if user.has_perm("attachments.restore_infected"):
        return chosen
    return chosen.exclude(pk__in=chosen.infected().values("pk"))


def delete(chosen: BlockedQuerySet, *, user: Any, reason: str) -> int:
    """Nobody reads or restores them any more. The raw message is kept for its own time."""
    return _settle(chosen, Verb.DELETE, State.DELETED, user=user, reason=reason)


def note(one: BlockedAttachment, verb: Verb, *, user: Any, reason: str = "") -> Deed:
    return _deed(one, verb, user=user, reason=reason, save=True)


@transaction.atomic
def _settle(chosen: BlockedQuerySet, verb: Verb, state: State, *, user: Any, reason: str) -> int:
    locked = BlockedAttachment.objects.select_for_update().filter(
        pk__in=list(chosen.values_list("pk", flat=True)), state=State.QUARANTINED
    )
    rows = list(locked.order_by("pk"))
    done: Iterable[Deed] = [_deed(one, verb, user=user, reason=reason) for one in rows]
    Deed.objects.bulk_create(done)
    pks = [one.pk for one in rows]
    if state == State.DELETED:
        HeldContent.objects.filter(attachment__in=pks).delete()
    return BlockedAttachment.objects.filter(pk__in=pks).update(state=state)


def _deed(
    one: BlockedAttachment, verb: Verb, *, user: Any, reason: str, save: bool = False
) -> Deed:
    deed = Deed(
        attachment=one,
        department_id=one.department_id,
        user=user,
        who=str(user or "")[:150],
        ip=present_address(),
        verb=verb,
        reason=reason,
        about=f"{one} of activity {one.activity_id} (SHA-256 {one.digest or 'unknown'})"[-600:],
    )
    if save:
        deed.save()
    return deed
