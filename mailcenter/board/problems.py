"""What needs a person: open incidents, alike ones together where they are many."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Max, Min, OuterRef, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.http import urlencode

from aliases.directions import Direction
from aliases.incidents.models import Incident, Kind
from aliases.jobs import Job
from departments.models import Team
from departments.visibility import visible
from mailcenter.board import reading

# More than so many are shown by server and cause, with their number.
ONE_BY_ONE = 15
GROUPS = 50
LIST = "admin:aliases_incident_changelist"
# What a new try may mend.
TRIED_AGAIN = frozenset({"passing", "refused", "credentials", "configuration", "message", "stale"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One incident, or several alike; ``next_try`` is None where there is none until a person acts."""

    about: str
    kind: str
    since: datetime
    link: str
    number: int = 1
    words: str = ""
    remedy: str = ""
    direction: str = ""
    next_try: datetime | None = None
    alias_id: int | None = None
    may_retry: bool = False
    put_aside: str = ""


@dataclass(frozen=True, slots=True)
class Problems:
    lines: list[Problem] = field(default_factory=list)
    number: int = 0


def shown(user: Any, now: datetime) -> Problems:
    """Those that still ask for somebody first; the longest lasting first."""
    found = Incident.objects.visible_to(user).open()
    some = list(_with_job(found).order_by("acknowledged_at", "opened_at")[: ONE_BY_ONE + 1])
    if len(some) > ONE_BY_ONE:
        lines = _together(found)
        known = sum(one.number for one in lines)
        return Problems(lines, known if len(lines) < GROUPS else found.count())
    may = user.has_perm("aliases.test_alias")
    return Problems([_one(one, may=may, now=now) for one in some], len(some))


def _with_job(found: QuerySet[Incident]) -> QuerySet[Any]:
    job = Job.objects.filter(alias=OuterRef("alias"), direction=OuterRef("direction"))
    columns = {"job": "pk", "due": "next_due_at", "not_before": "not_before"}
    return found.annotate(**{name: Subquery(job.values(one)[:1]) for name, one in columns.items()})


def _one(incident: Any, *, may: bool, now: datetime) -> Problem:
    """``incident`` comes from `_with_job`."""
    aside = ""
    if incident.acknowledged_at:
        aside = "acknowledged"
    elif incident.snoozed_until and incident.snoozed_until > now:
        aside = "snoozed"
    return Problem(
        incident.subject,
        incident.get_kind_display(),
        incident.opened_at,
        reverse("admin:aliases_incident_change", args=(incident.pk,)),
        words=incident.words,
        remedy=incident.remedy,
        direction=incident.get_direction_display() if incident.direction else "",
        next_try=incident.due and max(incident.due, incident.not_before or incident.due),
        alias_id=incident.alias_id,
        may_retry=may and incident.kind in TRIED_AGAIN and incident.job is not None,
        put_aside=aside,
    )


def _together(found: QuerySet[Incident]) -> list[Problem]:
    """By cause and server; what is no alias's stands for itself."""
    host = Case(
        When(direction=Direction.RETRIEVE, then=F("alias__incoming_host")),
        When(direction=Direction.DISPATCH, then=F("alias__outgoing_host")),
        default=F("subject"),
    )
    grouped = (
        found.order_by()
        .annotate(where=host)
        .values("kind", "direction", "where")
        .annotate(number=Count("pk"), since=Min("opened_at"), words=Max("words"))
        .order_by(Case(When(direction="", then=0), default=1), "-number", "since")
    )
    return [_group(one) for one in grouped[:GROUPS]]


def _group(one: Mapping[str, Any]) -> Problem:
    query = {"kind__exact": one["kind"], "q": one["where"]}
    return Problem(
        one["where"],
        Kind(one["kind"]).label,
        one["since"],
        f"{reverse(LIST)}?{urlencode(query)}",
        number=one["number"],
        words=one["words"],
        direction=Direction(one["direction"]).label if one["direction"] else "",
    )


def asked(user: Any) -> dict[str, QuerySet[Any, Any]]:
    """What `mute_teams` wants to have read."""
    return {"mute": reading.count(_mute(user))}


def mute_teams(user: Any, read: reading.Numbers) -> Any:
    """Teams that cannot write, for those who may look at teams."""
    if not read["mute"] or not user.has_perm("departments.view_team"):
        return []
    return _mute(user)[:50]


def _mute(user: Any) -> QuerySet[Team]:
    return visible(Team.objects.mute(), user, "department")
