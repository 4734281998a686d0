"""A file of people that was read for a trial, until it is imported or a day has passed."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

KEPT = timedelta(days=1)


class PersonUpload(models.Model):
    """Its owner's alone; the content is the file's text."""

    owner = models.ForeignKey("departments.User", models.CASCADE, related_name="person_uploads")
    department = models.ForeignKey("departments.Department", models.CASCADE, related_name="+")
    content = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Upload {self.pk}"


def purge(now: datetime) -> int:
    """Deletes those that nobody has imported for a day; says how many."""
    deleted, _ = PersonUpload.objects.filter(at__lt=now - KEPT).delete()
    return deleted
