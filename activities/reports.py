"""What came in about mail of ours, recipient by recipient, and what people did about it.

Rows only: who they are linked to is decided in `activities.bounces`.
"""

from typing import Any

from django.db import models
from django.utils import timezone

from departments.written_once import Once


class Report(Once):
    """What one report says of one recipient (RFC 3464 section 2.3).

    recipient and about are the mail of ours that it is about, empty where nothing leads to one.
    permanent: True: in vain. False: it may work later, or is still tried. None: it arrived.
    """

    activity = models.ForeignKey(
        "activities.Activity", models.CASCADE, related_name="reports", verbose_name="report"
    )
    address = models.CharField(max_length=320, blank=True)
    action = models.CharField(max_length=10)
    status = models.CharField(max_length=20, blank=True)
    nature = models.CharField(max_length=10)
    diagnostic = models.TextField(blank=True)
    permanent = models.BooleanField(null=True)
    about = models.ForeignKey(
        "activities.Activity", models.SET_NULL, null=True, related_name="bounces"
    )
    recipient = models.ForeignKey(
        "activities.Recipient", models.SET_NULL, null=True, related_name="bounces"
    )

    class Meta:
        ordering = ("activity", "pk")

    def __str__(self) -> str:
        return f"{self.address}: {self.action}"


class Worked(Once):
    """What a person did about an exception. It outlives the person: the number may lead nowhere."""

    class What(models.TextChoices):
        DONE = "done", "Marked done"
        AGAIN = "again", "Sent again to another address"
        SUPPRESSED = "suppressed", "Address suppressed"
        ORDINARY = "ordinary", "Not an exception"

    activity = models.ForeignKey("activities.Activity", models.CASCADE, related_name="worked")
    at = models.DateTimeField("when", default=timezone.now)
    user_number = models.BigIntegerField(null=True)
    who = models.CharField(max_length=150)
    what = models.CharField(max_length=10, choices=What)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("activity", "pk")

    def __str__(self) -> str:
        return f"{self.get_what_display()} by {self.who}"


def note(activity: Any, user: Any, what: Worked.What, words: str) -> Worked:
    """Writes down what ``user`` did; their name is kept as text."""
    return Worked.objects.create(
        activity=activity, user_number=user.pk, who=str(user)[:150], what=what, note=words
    )
