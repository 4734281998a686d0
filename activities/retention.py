"""Removes the bytes of messages as received once their days are over, in small steps (OP-5).

The row stays, so that no message is fetched twice, and so does the activity, which says so. What
is on the shelf waits for a person, however old it is.
"""

from datetime import datetime, timedelta

from django.db import transaction

from activities.raw import RawMessage, RawState
from attachments import fates
from attachments.held import BlockedAttachment, State
from departments.models import Partition

DONE_WITH = (RawState.FILED, RawState.DISCARDED)


def purge(now: datetime, *, limit: int) -> int:
    """Up to ``limit`` messages of each partition that sets a time. Returns how many."""
    kept = Partition.objects.exclude(raw_days=None)
    return sum(_of(one, now, limit) for one in kept)


def _of(partition: Partition, now: datetime, limit: int) -> int:
    before = now - timedelta(days=partition.raw_days or 0)
    old = RawMessage.objects.filter(
        alias__department__partition=partition,
        state__in=DONE_WITH,
        purged_at=None,
        received_at__lt=before,
    )
    chosen = list(old.order_by("received_at").values_list("pk", flat=True)[:limit])
    reason = f"Messages as received are kept for {partition.raw_days} days."
    with transaction.atomic():
        held = BlockedAttachment.objects.filter(activity__raw__in=chosen, state=State.QUARANTINED)
        # Their bytes are in there: nobody could restore them.
        fates.delete(held, user=None, reason=reason)
        mine = RawMessage.objects.filter(pk__in=chosen, state__in=DONE_WITH, purged_at=None)
        return mine.update(compressed=b"", purged_at=now)
