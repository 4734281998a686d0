"""Whose turn it is: the order in which the mails of an alias are taken in hand (SV-4)."""

from typing import Any

from django.db.models import F, Max, Min, QuerySet
from django.db.models.functions import Coalesce

# Of the alias that the answered mail came by; a mail that answers nothing counts as its own alias's.
URGENCY = Coalesce(F("activity__answers__alias__priority"), F("activity__alias__priority"))


def next_mails(due: QuerySet[Any], *, limit: int, by_priority: bool) -> list[int]:
    """The activities of the recipients ``due`` that go first, at most ``limit``, in their order.

    The oldest first; ``by_priority``: the most urgent first, then what was queued first.
    """
    if not by_priority:
        # In the order of the index: a hundred thousand that wait cost no more than a hundred.
        oldest = due.order_by("next_try_at", "pk").values_list("activity_id", flat=True)
        return list(dict.fromkeys(oldest[:limit]))
    mails = due.order_by().values("activity_id")
    ranked = mails.annotate(urgency=Max(URGENCY), since=Min("queued_at"))
    ordered = ranked.order_by("-urgency", "since", "activity_id")
    return [one["activity_id"] for one in ordered[:limit]]
