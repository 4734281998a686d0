"""Stored messages whose copies the server does not let go (P06): mail comes in, the mailbox fills."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min

from activities.raw import CleanUp, ServerCopy
from aliases.directions import Direction
from aliases.incidents.models import Kind
from aliases.incidents.opening import Trouble
from aliases.models import Alias

LATE = timedelta(hours=1)


def find(now: datetime) -> Iterator[Trouble]:
    """Aliases with copies that should have gone an hour ago though the mailbox was opened since."""
    waiting = ServerCopy.objects.filter(
        clean_up=CleanUp.PENDING,
        raw__received_at__lt=now - LATE,
        alias__deleted_at=None,
        alias__status="active",
        alias__jobs__direction=Direction.RETRIEVE,
        alias__jobs__last_success_at__gt=now - LATE,
    ).exclude(alias__after_fetch="leave")
    counted = waiting.values("alias").annotate(number=Count("pk"), since=Min("raw__received_at"))
    numbers = {one["alias"]: one["number"] for one in counted}
    for alias in Alias.objects.filter(pk__in=numbers).select_related("department__partition"):
        yield Trouble(
            Kind.CLEAN_UP,
            str(alias),
            f"{numbers[alias.pk]} messages that are stored here cannot be removed from the server.",
            remedy="Look whether the mailbox's user may delete or move messages, and whether the "
            "folder for stored messages exists.",
            alias=alias,
            direction=Direction.RETRIEVE,
        )
