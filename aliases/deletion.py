"""Deleting an alias: what stands in the way, and what becomes of its waiting mail (AL-12, P44).

The row stays, so that cases and mail go on naming it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse

from aliases import health
from aliases.defaults import others_active
from aliases.directions import Direction
from aliases.jobs import Job
from aliases.models import Alias, Status
from departments.models import Team
from departments.visibility import visible


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an alias cannot be deleted yet, and the page (address and words) that mends it.

    Where ``mends`` is True the address is asked by POST and mends it at once.
    """

    words: str
    link: str = ""
    link_words: str = ""
    mends: bool = False


class Waiting(models.TextChoices):
    """What becomes of mail that waits to be sent when its alias is deleted."""

    SEND = "send", "Send it by the default SMTP server of the partition"
    HOLD = "hold", "Hold it: it stays in the sending list, and nothing sends it by itself"
    CANCEL = "cancel", "Cancel it: it is never sent"


class Obstructed(Exception):
    """An obstacle came up meanwhile."""


def _default(alias: Alias, user: Any) -> Iterator[Obstacle]:
    if not alias.is_default:
        return
    if others_active(alias):
        page = reverse("admin:aliases_alias_changelist")
        link = f"{page}?department={alias.department_id}&status__exact=active"
        words = f"It is the default alias of {alias.department}: make another one the default."
        yield Obstacle(words, link, "Open the active aliases of the department")
    else:
        link = reverse("admin:aliases_alias_change", args=(alias.pk,))
        words = (
            f"It is the default alias of {alias.department}, and the only active one there: "
            "take the tick off “default alias”, or make another alias first."
        )
        yield Obstacle(words, link, "Open the alias")


def _teams(alias: Alias, user: Any) -> Iterator[Obstacle]:
    uses = Q(outgoing_aliases=alias) | Q(default_alias=alias) | Q(incoming_alias=alias)
    teams = Team.objects.filter(uses).distinct()
    seen = visible(teams, user, "department")
    for team in seen:
        link = _page_of(team)
        words = f"The team {team} uses it: choose another alias there."
        yield Obstacle(words, link, f"Open {team}" if link else "")
    hidden = teams.count() - seen.count()
    if hidden:
        words = f"{hidden} teams of departments that you do not see use it: ask an administrator."
        yield Obstacle(words)


def _page_of(team: Team) -> str:
    return reverse("admin:departments_team_change", args=(team.pk,))


def _being_sent(alias: Alias, user: Any) -> Iterator[Obstacle]:
    number = alias.recipients.filter(state="sending").count()
    if number:
        link = reverse("admin:activities_recipient_changelist") + f"?alias__id__exact={alias.pk}"
        words = f"Mail to {number} recipients is being sent at this moment: try again in a minute."
        yield Obstacle(words, link, "Open the sending list")


def _assigned(alias: Alias, user: Any) -> Iterator[Obstacle]:
    if alias.retriever is not None:
        link = reverse("admin:aliases_alias_unassign", args=(alias.pk,))
        words = f"It is assigned to the retriever {alias.retriever}: its mail is still fetched."
        yield Obstacle(words, link, "Unassign", mends=True)


def _workflows(alias: Alias, user: Any) -> Iterator[Obstacle]:
    found = alias.workflows.all()
    seen = visible(found, user, "department")
    for workflow in seen:
        link = reverse("admin:activities_workflow_change", args=(workflow.pk,))
        words = f"The workflow {workflow} is for it: take it out of its aliases."
        yield Obstacle(words, link, f"Open {workflow}")
    if found.count() > len(seen):
        yield Obstacle("Workflows that you do not see are for it: ask an administrator.")


# To refuse for one more reason, add a function here.
CHECKS: tuple[Callable[[Alias, Any], Iterator[Obstacle]], ...] = (
    _default,
    _assigned,
    _teams,
    _being_sent,
    _workflows,
)


def obstacles(alias: Alias, user: Any) -> list[Obstacle]:
    """All that has to be mended before, in words for ``user``, who may not see every team."""
    return [one for check in CHECKS for one in check(alias, user)]


def waiting(alias: Alias) -> Any:
    """The recipients whose mail waits to be sent by the alias."""
    return alias.recipients.filter(state__in=("queued", "deferred"), next_try_at__isnull=False)


def fates(alias: Alias) -> list[Waiting]:
    """What may become of its waiting mail; the first is the one to begin with (OR-7)."""
    server = alias.department.partition.outgoing_host
    return [one for one in Waiting if server or one is not Waiting.SEND]


def delete(alias: Alias, fate: Waiting, *, user: Any, reason: str, now: datetime) -> None:
    """Marks the alias as deleted and settles its waiting mail. Raises Obstructed."""
    with transaction.atomic():
        current = Alias.objects.present().select_for_update(of=("self",)).get(pk=alias.pk)
        if obstacles(current, user) or fate not in fates(current):
            raise Obstructed
        _settle(current, fate)
        current.deleted_at = now
        current.status = Status.INACTIVE
        # The account may be deleted when nothing uses it any more (AC-8).
        current.account = None
        current._change_reason = reason  # type: ignore[attr-defined]
        current.save()
        Job.objects.filter(alias=current).update(next_due_at=None, error="")
        if fate is Waiting.SEND:
            health.restart(current, Direction.DISPATCH, now=now)


def _settle(alias: Alias, fate: Waiting) -> None:
    """Without a time of the next try nobody sends it; the sending list can (DI-12)."""
    if fate is Waiting.SEND:
        return
    outcome = {"state": "held", "answer": "Held: its alias was deleted before it was sent."}
    if fate is Waiting.CANCEL:
        words = "Cancelled: its alias was deleted before it was sent."
        outcome = {"state": "cancelled", "answer": words}
    waiting(alias).update(next_try_at=None, **outcome)
