"""Queue, and what people did with the mail in it. Who may do what is in `working` and `rights`."""

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from activities.queues.columns import OPEN
from departments.trail import Trail
from departments.visibility import visible
from departments.written_once import Once

INCOMING = "Incoming"
EXCEPTIONS = "Exceptions"


def _number(rows: models.QuerySet[Any]) -> Coalesce:
    counted = rows.values("queue").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


class QueueQuerySet(models.QuerySet["Queue"]):
    def visible_to(self, user: Any) -> Self:
        return visible(self, user, "department")  # type: ignore[return-value]

    def with_numbers(self, user: Any) -> Self:
        """Adds what the list shows: waiting, taken, mine, and since when the oldest waits."""
        activities = apps.get_model("activities", "Activity").objects
        rows = activities.filter(OPEN, queue=OuterRef("pk")).order_by()
        free = rows.filter(taken_by=None)
        return self.annotate(
            waiting=_number(free),
            taken=_number(rows.filter(taken_by__isnull=False)),
            mine=_number(rows.filter(taken_by=user.pk)),
            oldest=Subquery(free.values("queue").annotate(at=Min("queued_at")).values("at")),
        )


class Queue(models.Model):
    """A department's mail that waits for somebody. Nobody named means everybody with permission."""

    # Each department has its two from the beginning, so they do not keep it from being deleted.
    department = models.ForeignKey("departments.Department", models.CASCADE, related_name="queues")
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    exceptions = models.BooleanField("exception queue", default=False, editable=False)
    is_default = models.BooleanField(
        "for mail that nothing else is said of", default=False, editable=False
    )
    teams = models.ManyToManyField(
        "departments.Team",
        related_name="queues",
        blank=True,
        help_text="Their members work on it. Without teams and people everybody does who may "
        "work on queues.",
    )
    people = models.ManyToManyField(
        "departments.User", related_name="queues", blank=True, help_text="They work on it as well."
    )
    history = Trail(m2m_fields=["teams", "people"])

    objects = QueueQuerySet.as_manager()

    class Meta:
        ordering = ("department", "name")
        permissions = (
            ("work_queue", "Can take, return and close mail of queues"),
            ("transfer_activity", "Can transfer mail to another department"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("department", "name"),
                name="queue_name_once",
                violation_error_message="The department has another queue of this name.",
            ),
            models.UniqueConstraint(
                fields=("department",),
                condition=models.Q(exceptions=True),
                name="one_exception_queue",
            ),
            models.UniqueConstraint(
                fields=("department",),
                condition=models.Q(is_default=True),
                name="one_default_queue",
            ),
            models.CheckConstraint(
                condition=models.Q(exceptions=False) | models.Q(is_default=False),
                name="exceptions_are_not_default",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def made_by_the_system(self) -> bool:
        return self.exceptions or self.is_default


class QueueStep(Once):
    """What happened to an activity in its queue. It outlives the person and the queue."""

    class What(models.TextChoices):
        TAKEN = "taken", "Taken"
        RETURNED = "returned", "Returned"
        TRANSFERRED = "transferred", "Transferred"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Opened again"

    activity = models.ForeignKey("activities.Activity", models.CASCADE, related_name="queue_steps")
    at = models.DateTimeField("when", default=timezone.now)
    user_number = models.BigIntegerField(null=True)
    who = models.CharField(max_length=150)
    what = models.CharField(max_length=12, choices=What)
    # The queue by name, and where it went.
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("activity", "pk")

    def __str__(self) -> str:
        return f"{self.get_what_display()} by {self.who}"
