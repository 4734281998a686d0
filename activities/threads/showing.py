"""What an activity's page says of its case: the rule, the linked cases, what people decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from activities.models import Activity, Case
from departments.visibility import visible

MOST = 20
ELSEWHERE = "A case of a department that is not yours"


@dataclass(frozen=True, slots=True)
class Link:
    """A linked case in words; ``activity`` is one of its activities to go to, None where hidden."""

    words: str
    activity: int | None


@dataclass(frozen=True, slots=True)
class Deed:
    at: datetime
    who: str
    words: str


def links(case: Case, seen: QuerySet[Activity]) -> list[Link]:
    """The cases this one is linked to, of ``seen`` activities; of others only that there are some."""
    numbers = [case.linked_to_id] if case.linked_to_id else []
    numbers += case.branches.order_by("pk").values_list("pk", flat=True)[:MOST]
    rows = seen.filter(case__in=numbers).order_by("-pk").values_list("case", "pk")
    first = dict(rows)
    shown = [Link(f"Case {one}", first[one]) for one in numbers if one in first]
    hidden = [Link(ELSEWHERE, None)] if len(shown) < len(numbers) else []
    return shown + hidden


def deeds(case: Case, user: Any) -> list[Deed]:
    """What people did to the case, newest first; nothing where its department is not the user's."""
    if not visible(Case.objects.filter(pk=case.pk), user, "department").exists():
        return []
    records: Any = case.history.order_by("-history_id")[:MOST]
    return [
        Deed(one.history_date, str(one.history_user or "The system"), one.history_change_reason)
        for one in records
        if one.history_change_reason
    ]
