"""How fast the mail of an alias leaves: when, over how many connections, how many a minute (DI-1)."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

MINUTE = timedelta(minutes=1)


class Pace(models.Model):
    outgoing_interval_seconds = models.PositiveIntegerField(
        "Send mail every (seconds)",
        default=0,
        validators=(MaxValueValidator(86400),),
        help_text="0: at once.",
    )
    outgoing_connections = models.PositiveSmallIntegerField(
        "Connections at the same time",
        default=4,
        validators=(MinValueValidator(1), MaxValueValidator(50)),
        help_text="So many at the most, when much mail waits, within the limit of the partition.",
    )
    outgoing_per_minute = models.PositiveIntegerField(
        "Mails a minute",
        default=0,
        help_text="Where the provider has such a limit: Microsoft 365 takes 30. 0: no limit.",
    )

    class Meta:
        abstract = True


def rested(interval_seconds: int, begun: datetime) -> datetime | None:
    """When a dispatcher that began at ``begun`` may run again; None: at once."""
    return begun + timedelta(seconds=interval_seconds) if interval_seconds else None


def room(per_minute: int, sent: int) -> int | None:
    """How many more may go when ``sent`` went within the last minute; None: any number."""
    return max(0, per_minute - sent) if per_minute else None
