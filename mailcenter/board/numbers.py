"""The numbers of the board, each with the list that it counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timesince import timesince

from activities.models import RawMessage, Recipient, RecipientState
from aliases.conditions import Condition
from aliases.jobs import Job
from aliases.models import Alias, Status
from departments.paging import counted
from departments.visibility import visible
from mailcenter.board import reading

ALIASES = "admin:aliases_alias_changelist"
SENDING = "admin:activities_recipient_changelist"
SHELF = "admin:activities_failedmessage_changelist"
WAITING = (RecipientState.QUEUED, RecipientState.DEFERRED, RecipientState.SENDING)
WORST_FIRST = (Condition.STOPPED, Condition.RETRYING, Condition.FAILING)


@dataclass(frozen=True, slots=True)
class Number:
    """``tone`` is good, bad, warn or empty."""

    title: str
    value: int | str
    link: str
    tone: str = ""


def asked(user: Any) -> dict[str, QuerySet[Any, Any]]:
    """What `aliases` and `mail` want to have read: each active alias once, by the worse of its jobs."""
    present = Alias.objects.present().visible_to(user)
    active = present.active()
    found: dict[str, QuerySet[Any, Any]] = {
        "active": active,
        "inactive": present.filter(status=Status.INACTIVE),
        "uncertain": _recipients(user, RecipientState.UNCERTAIN),
        "shelf": RawMessage.objects.visible_to(user).on_the_shelf(),
    }
    worse: list[Condition] = []
    for one in WORST_FIRST:
        mine = active.filter(pk__in=_aliases_in(one))
        found[one.value] = mine.exclude(pk__in=_aliases_in(*worse)) if worse else mine
        worse.append(one)
    due = _recipients(user, *WAITING).filter(next_try_at__isnull=False).order_by("queued_at")
    numbers = {name: reading.count(rows) for name, rows in found.items()}
    return numbers | {"oldest": due.values("queued_at")[:1]}


def _aliases_in(*conditions: Condition) -> QuerySet[Job, Any]:
    return Job.objects.filter(condition__in=conditions).values("alias")


def aliases(read: reading.Numbers) -> list[Number]:
    """Aliases by state; what nobody has is left out, but for the first."""
    page = reverse(ALIASES)
    working = (read["active"] or 0) - sum(read[one.value] or 0 for one in WORST_FIRST)
    found = [
        Number("working", working, f"{page}?status__exact=active", "good"),
        Number("failing", read[Condition.FAILING], f"{page}?condition=failing", "warn"),
        Number(
            "inactive, retrying", read[Condition.RETRYING], f"{page}?condition=retrying", "warn"
        ),
        Number(
            "inactive, need a person", read[Condition.STOPPED], f"{page}?condition=stopped", "bad"
        ),
        Number("switched off", read["inactive"], f"{page}?status__exact=inactive"),
    ]
    return [one for one in found if one.value or one.tone == "good"]


def mail(user: Any, read: reading.Numbers, now: datetime) -> list[Number]:
    """What waits and what is stuck. Of what waits no more than the list shows is counted."""
    page, shelf, uncertain = reverse(SENDING), read["shelf"] or 0, read["uncertain"] or 0
    oldest = timesince(read["oldest"], now) if read["oldest"] else "—"
    return [
        Number("recipients waiting", counted(_recipients(user, *WAITING)), page),
        Number("the oldest waits for", oldest, page),
        Number(
            "recipients uncertain", uncertain, f"{page}?state__exact=uncertain", _bad(uncertain)
        ),
        Number("failed messages", shelf, reverse(SHELF), _bad(shelf)),
    ]


def _recipients(user: Any, *states: RecipientState) -> QuerySet[Recipient]:
    return visible(Recipient.objects.filter(state__in=states), user, "department")


def _bad(number: int) -> str:
    return "warn" if number else ""
