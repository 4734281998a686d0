"""Mail that a person is writing: as typed, with its files, kept until it is sent or thrown away.

Only its author sees it. What is typed here is not masked yet, so that it does not stay for ever.
"""

from datetime import datetime, timedelta
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models

from activities.writing.kinds import Kind

# What nobody touched for so long is not kept; what was sent is known for a second press of Send.
KEPT = timedelta(days=30)


class UnsentMailQuerySet(models.QuerySet["UnsentMail"]):
    def of(self, user: Any) -> Self:
        return self.filter(owner_id=user.pk)

    def open(self) -> Self:
        """Those that are still being written."""
        return self.filter(sent_at=None)


class UnsentMail(models.Model):
    """``values`` are the fields by name as the browser sent them.

    The id is made with the first page of the form, so that a second press of Send finds the first.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unsent")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NEW)
    answers = models.ForeignKey(
        "activities.Activity", models.CASCADE, null=True, blank=True, related_name="+"
    )
    values = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_as = models.ForeignKey(
        "activities.Activity", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = UnsentMailQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at",)
        indexes = (models.Index(fields=("owner", "-changed_at"), name="unsent_of_owner"),)

    def __str__(self) -> str:
        return str(self.values.get("subject") or self.get_kind_display())


class UnsentFile(models.Model):
    """A file that was uploaded for it; written once."""

    mail = models.ForeignKey(UnsentMail, models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


def purge(now: datetime) -> int:
    """Deletes what was last changed more than 30 days before ``now``; says how many mails."""
    old = UnsentMail.objects.filter(changed_at__lt=now - KEPT)
    number = old.count()
    old.delete()
    return number
