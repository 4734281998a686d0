"""What people did about an incident: who, when, from where. Written once, for good (SE-4)."""

from typing import Any

from django.db import models
from django.utils import timezone

from aliases.incidents.models import Incident
from departments.trail import WrittenOnce


class Deed(models.TextChoices):
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    SNOOZED = "snoozed", "Snoozed"
    UNSNOOZED = "unsnoozed", "Asked for again"


class IncidentEvent(models.Model):
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="events")
    deed = models.CharField(max_length=15, choices=Deed)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("departments.User", models.SET_NULL, null=True, related_name="+")
    ip = models.GenericIPAddressField("from", null=True)
    # Of a snooze: until when.
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.get_deed_display()} by {self.by or 'somebody who is gone'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnce("What somebody did is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise WrittenOnce("What somebody did is never deleted.")
