"""Ends the time of what is in quarantine, in small steps; what was done and why stays written."""

from datetime import datetime, timedelta

from attachments import fates
from attachments.held import BlockedAttachment, State
from departments.models import Partition


def purge(now: datetime, *, limit: int) -> int:
    """Deletes up to ``limit`` quarantined attachments of each partition whose days are over.

    The record of each stays, with a deed that names the setting. Returns how many.
    """
    kept = Partition.objects.exclude(quarantine_days=None)
    return sum(_of(one, now, limit) for one in kept)


def _of(partition: Partition, now: datetime, limit: int) -> int:
    before = now - timedelta(days=partition.quarantine_days or 0)
    old = BlockedAttachment.objects.filter(
        department__partition=partition, state=State.QUARANTINED, at__lt=before
    )
    chosen = BlockedAttachment.objects.filter(
        pk__in=list(old.order_by("at").values_list("pk", flat=True)[:limit])
    )
    reason = f"Quarantined files are kept for {partition.quarantine_days} days."
    return fates.delete(chosen, user=None, reason=reason)
