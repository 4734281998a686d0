"""Who had the system show or hand out more than reading does: written once (SE-4)."""

from typing import Any

from django.db import models
from django.utils import timezone

from activities.raw import RawMessage
from departments.trail import present_address
from departments.written_once import Once


class Revealed(Once):
    """One time that a person did. It outlives the person and what they looked at."""

    class What(models.TextChoices):
        REMOTE = "remote", "Pictures of other servers shown"
        RAW = "raw", "Message as received downloaded"

    activity = models.ForeignKey(
        "activities.Activity",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="revealed",
    )
    department = models.ForeignKey(
        "departments.Department", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    at = models.DateTimeField("when", default=timezone.now)
    user_number = models.BigIntegerField(null=True)
    who = models.CharField(max_length=150)
    ip = models.GenericIPAddressField("from", null=True)
    what = models.CharField(max_length=10, choices=What)
    about = models.CharField(max_length=300)

    class Meta:
        default_permissions = ()
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.get_what_display()} by {self.who}"


def note(activity: Any, user: Any, what: Revealed.What) -> Revealed:
    """Writes down what ``user`` saw of an activity."""
    return _note(
        user,
        what,
        activity=activity,
        department_id=activity.department_id,
        about=f"Activity {activity.pk}: {activity}"[:300],
    )


def note_raw(raw: RawMessage, user: Any) -> Revealed:
    """The same of a message that became no activity."""
    about = f"Message {raw.pk} of {raw.alias}"[:300]
    return _note(user, Revealed.What.RAW, department_id=raw.alias.department_id, about=about)


def _note(user: Any, what: Revealed.What, **facts: Any) -> Revealed:
    return Revealed.objects.create(
        user_number=user.pk, who=str(user)[:150], ip=present_address(), what=what, **facts
    )
