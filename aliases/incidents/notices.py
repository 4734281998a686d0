"""Who is told of an incident: written down here, in the caller's transaction, once for each occasion."""

from datetime import datetime

from django.db import models

from aliases.incidents.models import Incident


class Occasion(models.TextChoices):
    OPENED = "opened", "It began"
    REMINDER = "reminder", "It goes on"
    ENDED = "ended", "It is over"


def write(incident: Incident, occasion: Occasion, now: datetime) -> None:
    """Queues the notices of ``occasion`` for the people and the webhook chosen by the department."""


def deliver(now: datetime) -> int:
    """Sends what is queued; returns how many were sent."""
    return 0
