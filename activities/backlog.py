"""What becomes of the mail that lies in a mailbox when it is first retrieved (RE-7): it is left,
or left up to a day, or retrieved. What is left is never fetched, flagged or deleted."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from activities.raw import CleanUp, ServerCopy, WaterMark
from aliases.incoming import Backlog
from aliases.jobs import Lease, renew
from aliases.models import Alias
from wire.inbox import Found, Inbox

WRITTEN_AT_ONCE = 1_000


def settle(lease: Lease, alias: Alias, inbox: Inbox) -> None:
    """Enters as known what is to be left, and notes that the question is settled, in one commit.

    Asked once for a mailbox, and again for another folder, or where the server numbered a folder
    anew. Raises LeaseLost and WireError.
    """
    if not _to_settle(alias, inbox):
        return
    mark, left = _left(alias, inbox)
    now = timezone.now()
    with transaction.atomic():
        renew(lease, now)
        if inbox.epoch and alias.backlog != Backlog.EVERYTHING:
            _marks(alias, inbox).get_or_create(
                alias=alias, folder=inbox.folder, epoch=inbox.epoch, defaults={"number": mark}
            )
        ServerCopy.objects.bulk_create(
            [_known(alias, inbox, one) for one in left],
            batch_size=WRITTEN_AT_ONCE,
            ignore_conflicts=True,
        )
        open_question = Alias.objects.filter(pk=alias.pk, backlog_settled_at=None)
        open_question.update(backlog_settled_at=now)
    alias.backlog_settled_at = alias.backlog_settled_at or now


def _to_settle(alias: Alias, inbox: Inbox) -> bool:
    if alias.backlog_settled_at is None:
        return True
    if alias.backlog == Backlog.EVERYTHING or not inbox.epoch:
        return False
    return not _marks(alias, inbox).filter(epoch=inbox.epoch).exists()


def _marks(alias: Alias, inbox: Inbox) -> QuerySet[WaterMark]:
    return WaterMark.objects.filter(alias=alias, folder=inbox.folder)


def _left(alias: Alias, inbox: Inbox) -> tuple[int, Sequence[Found]]:
    """The water mark, and what is above it and to be left all the same."""
    if alias.backlog == Backlog.EVERYTHING:
        return 0, []
    settled = alias.backlog_settled_at
    numbered_anew = settled is not None and _marks(alias, inbox).exists()
    if alias.backlog == Backlog.NOW and not numbered_anew:
        return (inbox.newest(), []) if inbox.epoch else (0, inbox.waiting(above=0))
    # Numbered anew: what was left then is known by its day only.
    day = timezone.localdate(settled) if settled and numbered_anew else None
    if alias.backlog == Backlog.SINCE:
        day = alias.backlog_since
    found = inbox.waiting(above=0)
    older = inbox.older(found, day) if day else []
    # Numbers that do not last make no mark: each stands for itself.
    return _split(found, older) if inbox.epoch else (0, older)


def _split(found: Sequence[Found], older: Sequence[Found]) -> tuple[int, Sequence[Found]]:
    """As much as possible below the water mark, the rest one by one."""
    names = {one.identity for one in older}
    wanted = [one.number for one in found if one.identity not in names]
    mark = min(wanted) - 1 if wanted else max((one.number for one in found), default=0)
    return mark, [one for one in older if one.number > mark]


def _known(alias: Alias, inbox: Inbox, one: Found) -> ServerCopy:
    return ServerCopy(
        alias=alias, folder=inbox.folder, identity=one.identity, clean_up=CleanUp.DONE
    )
