"""What people did about a recipient in the sending list: written once, never changed."""

from django.db import models
from django.utils import timezone

from departments.written_once import Once


class Handled(Once):
    """It outlives the person: the number may lead nowhere. ``before`` is the state it was in."""

    class What(models.TextChoices):
        RETRY = "retry", "Sent once more"
        HOLD = "hold", "Held"
        CANCEL = "cancel", "Cancelled"
        OTHER = "other", "Given to another alias"

    recipient = models.ForeignKey("activities.Recipient", models.CASCADE, related_name="handled")
    at = models.DateTimeField("when", default=timezone.now)
    user_number = models.BigIntegerField(null=True)
    who = models.CharField(max_length=150)
    ip = models.GenericIPAddressField("from", null=True)
    what = models.CharField(max_length=10, choices=What)
    before = models.CharField(max_length=10)
    note = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("recipient", "pk")

    def __str__(self) -> str:
        return f"{self.get_what_display()} by {self.who}"
