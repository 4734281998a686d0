"""The numbers of the board, each with the list that it counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.timesince import timesince

from activities.models import RawMessage, Recipient, RecipientState
from aliases.conditions import Condition
from aliases.jobs import Job
from aliases.models import Alias, Status
from departments.visibility import visible

ALIASES = "admin:aliases_alias_changelist"
SENDING = "admin:activities_recipient_changelist"
SHELF = "admin:activities_failedmessage_changelist"
WAITING = (RecipientState.QUEUED, RecipientState.DEFERRED, RecipientState.SENDING)


@dataclass(frozen=True, slots=True)
class Number:
    """``tone`` is good, bad, warn or empty."""

    title: str
    value: int | str
    link: str
    tone: str = ""


def aliases(user: Any) -> list[Number]:
    """Aliases by state; what nobody has is left out, but for the first."""
    present = Alias.objects.present().visible_to(user)
    active = present.active()
    counted = _by_condition(active)
    page = reverse(ALIASES)
    found = [
        Number("working", counted[Condition.WORKING], f"{page}?status__exact=active", "good"),
        Number("failing", counted[Condition.FAILING], f"{page}?condition=failing", "warn"),
        Number(
            "inactive, retrying", counted[Condition.RETRYING], f"{page}?condition=retrying", "warn"
        ),
        Number(
            "inactive, need a person",
            counted[Condition.STOPPED],
            f"{page}?condition=stopped",
            "bad",
        ),
        Number(
            "switched off",
            present.filter(status=Status.INACTIVE).count(),
            f"{page}?status__exact=inactive",
        ),
    ]
    return [one for one in found if one.value or one.tone == "good"]


def _by_condition(active: QuerySet[Alias]) -> dict[Condition, int]:
    """Each active alias once, by the worse of its two jobs."""
    troubled = Job.objects.filter(alias__in=active).exclude(condition=Condition.WORKING)
    worst: dict[int, Condition] = {}
    order = list(Condition)
    for alias_id, name in troubled.values_list("alias_id", "condition"):
        one = Condition(name)
        worst[alias_id] = max(worst.get(alias_id, one), one, key=order.index)
    counted = {one: list(worst.values()).count(one) for one in Condition}
    counted[Condition.WORKING] = active.count() - len(worst)
    return counted


def mail(user: Any, now: datetime) -> list[Number]:
    """What waits and what is stuck. Nothing here reads more than the rows that are not done."""
    recipients = visible(Recipient.objects.all(), user, "activity__department")
    waiting = recipients.filter(state__in=WAITING).aggregate(
        number=Count("pk"), due=Min("queued_at", filter=Q(next_try_at__isnull=False))
    )
    uncertain = recipients.filter(state=RecipientState.UNCERTAIN).count()
    shelf = RawMessage.objects.visible_to(user).on_the_shelf().count()
    page = reverse(SENDING)
    oldest = timesince(waiting["due"], now) if waiting["due"] else "—"
    return [
        Number("recipients waiting", waiting["number"], page),
        Number("the oldest waits for", oldest, page),
        Number(
            "recipients uncertain", uncertain, f"{page}?state__exact=uncertain", _bad(uncertain)
        ),
        Number("failed messages", shelf, reverse(SHELF), _bad(shelf)),
    ]


def _bad(number: int) -> str:
    return "warn" if number else ""
