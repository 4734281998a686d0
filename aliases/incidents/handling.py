"""What people do about incidents: take notice, put aside for a while, ask again. Each stands in its story."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.timezone import localtime, make_aware

from aliases.incidents.events import Deed, IncidentEvent
from aliases.incidents.models import Incident

# When a day of work begins, in the console's time zone.
MORNING = time(8)


class HowLong(models.TextChoices):
    HOUR = "hour", "For an hour"
    SHIFT = "shift", "For eight hours"
    TOMORROW = "tomorrow", "Until tomorrow, 8 o'clock"
    DAY = "day", "Until 8 o'clock of the day below"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from which address (None where it is unknown)."""

    user: Any
    ip: str | None = None


def until(choice: str, day: date | None, now: datetime) -> datetime:
    """When a snooze ends. Raises ValueError where ``day`` is wanted and missing, or has begun."""
    if choice == HowLong.HOUR:
        return now + timedelta(hours=1)
    if choice == HowLong.SHIFT:
        return now + timedelta(hours=8)
    if choice == HowLong.TOMORROW:
        day = localtime(now).date() + timedelta(days=1)
    if day is None:
        raise ValueError("Choose the day on which to be reminded again.")
    end = make_aware(datetime.combine(day, MORNING))
    if end <= now:
        raise ValueError("This morning is over: choose a later day.")
    return end


def acknowledge(incident: Incident, actor: Actor, now: datetime) -> bool:
    """Somebody knows of it: no more reminders. False where it has ended, or somebody did before."""
    fresh = Incident.objects.filter(acknowledged_at=None)
    values = {"acknowledged_at": now, "acknowledged_by": actor.user}
    return _done(
        fresh, values, IncidentEvent(incident=incident, deed=Deed.ACKNOWLEDGED), actor, now
    )


def snooze(incident: Incident, actor: Actor, now: datetime, *, end: datetime) -> bool:
    """No reminders until ``end``. False where it has ended."""
    event = IncidentEvent(incident=incident, deed=Deed.SNOOZED, until=end)
    return _done(Incident.objects.all(), {"snoozed_until": end}, event, actor, now)


def ask_again(incident: Incident, actor: Actor, now: datetime) -> bool:
    """Takes back acknowledging and snoozing. False where there is nothing to take back."""
    aside = ~models.Q(acknowledged_at=None) | models.Q(snoozed_until__gt=now)
    values = {"acknowledged_at": None, "acknowledged_by": None, "snoozed_until": None}
    event = IncidentEvent(incident=incident, deed=Deed.UNSNOOZED)
    return _done(Incident.objects.filter(aside), values, event, actor, now)


@transaction.atomic
def _done(
    rows: Any, values: dict[str, Any], event: IncidentEvent, actor: Actor, now: datetime
) -> bool:
    if not rows.filter(pk=event.incident_id, closed_at=None).update(**values):
        return False
    event.by, event.ip, event.at = actor.user, actor.ip, now
    event.save()
    return True
