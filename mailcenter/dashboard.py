"""The first page of the console: what came, what waits, and what needs a person."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import EmailAccount
from activities.models import Activity, Direction, RawMessage, Recipient, RecipientState
from aliases.jobs import Job
from aliases.models import Alias
from departments.models import Team
from departments.visibility import visible

ACTIVITIES = "admin:activities_activity_changelist"
SENDING = "admin:activities_recipient_changelist"


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds the numbers and problems of what the person may see."""
    context["numbers"] = _numbers(request.user)
    context["problems"] = _problems(request.user)
    context["accounts"] = _accounts(request.user)
    context["mute_teams"] = _mute_teams(request.user)
    return context


def _numbers(user: Any) -> list[dict[str, Any]]:
    since = timezone.now() - timedelta(days=1)
    today = Activity.objects.visible_to(user).filter(at__gte=since)
    recipients = visible(Recipient.objects.all(), user, "activity__department")
    waiting = recipients.filter(
        state__in=(RecipientState.QUEUED, RecipientState.DEFERRED, RecipientState.SENDING)
    )
    uncertain = recipients.filter(state=RecipientState.UNCERTAIN)
    shelf = RawMessage.objects.visible_to(user).on_the_shelf()
    return [
        _number("received in 24 hours", today.filter(direction=Direction.INBOUND), ACTIVITIES),
        _number("written in 24 hours", today.filter(direction=Direction.OUTBOUND), ACTIVITIES),
        _number("recipients waiting", waiting, SENDING),
        _number("recipients uncertain", uncertain, SENDING, "?state__exact=uncertain"),
        _number("failed messages", shelf, "admin:activities_failedmessage_changelist"),
        _number(
            "aliases", Alias.objects.present().visible_to(user), "admin:aliases_alias_changelist"
        ),
    ]


def _number(title: str, rows: Any, name: str, query: str = "") -> dict[str, Any]:
    return {"title": title, "value": rows.count(), "link": reverse(name) + query}


def _problems(user: Any) -> Any:
    failing = (
        Job.objects.filter(alias__deleted_at=None)
        .exclude(error="")
        .select_related("alias")
        .order_by("-last_attempt_at")
    )
    return visible(failing, user, "alias__department")[:50]


def _accounts(user: Any) -> Any:
    """Email accounts that wait for a person, or whose last renewal failed."""
    if not user.has_perm("accounts.view_emailaccount"):
        return []
    lost = Q(grant__state="needs-sign-in") | Q(grant__failures__gt=0)
    waiting = EmailAccount.objects.filter(lost, status="active").select_related("grant")
    return visible(waiting, user, "department")[:50]


def _mute_teams(user: Any) -> Any:
    """Teams that cannot write, for those who may look at teams."""
    if not user.has_perm("departments.view_team"):
        return []
    return visible(Team.objects.mute(), user, "department")[:50]
