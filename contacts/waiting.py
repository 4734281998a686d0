"""Who is still to be looked up, and what directory servers have answered so far.

The mail never waits for either: rows here are worked on by a task of their own.
"""

from datetime import datetime, timedelta
from typing import Self

from django.db import models

# How long an answer counts: people move seldom, and are made known within a day.
FOUND_FOR = timedelta(days=7)
NOT_FOUND_FOR = timedelta(days=1)


class AnswerQuerySet(models.QuerySet["DirectoryAnswer"]):
    def fresh(self, now: datetime) -> Self:
        return self.filter(expires_at__gt=now)


class DirectoryAnswer(models.Model):
    """What a directory server said of an address; ``values`` is empty where it knows nobody."""

    directory = models.ForeignKey("contacts.Directory", models.CASCADE, related_name="answers")
    key = models.CharField(max_length=320)
    found = models.BooleanField()
    values = models.JSONField(default=dict)
    expires_at = models.DateTimeField(db_index=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("directory", "key"), name="one_answer"),)

    def __str__(self) -> str:
        return f"{self.key}: {'found' if self.found else 'unknown'}"


class LookUp(models.Model):
    """A new person of whom a directory server may know more."""

    person = models.OneToOneField("contacts.Person", models.CASCADE, related_name="look_up")
    alias = models.ForeignKey("aliases.Alias", models.CASCADE, related_name="look_ups")
    key = models.CharField(max_length=320)
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
