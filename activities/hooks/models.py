"""Webhooks of departments, and the events that wait for them: rows only, written with what they tell."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from aliases.incidents.monitors import bad_url
from departments.trail import Trail
from departments.vault import SecretField
from departments.visibility import visible


class Kind(models.TextChoices):
    ACTIVITY = "activity.new", "New activity"
    EXCEPTION = "exception.new", "New exception"
    CASE = "case.changed", "Case split or merged"
    TEST = "test", "Test"


# The column of a webhook that says whether it wants the kind.
WANTS = {Kind.ACTIVITY: "on_activity", Kind.EXCEPTION: "on_exception", Kind.CASE: "on_case"}


class HookQuerySet(models.QuerySet["Hook"]):
    def wanting(self, kind: Kind, path: str) -> Self:
        """Those that want ``kind`` of the department with this path, or of one below theirs."""
        above = [int(one) for one in path.strip("/").split("/") if one]
        return self.filter(department__in=above, enabled=True, **{WANTS[kind]: True})

    def due(self, now: datetime) -> Self:
        """Those that have something to be told, and are in nobody's hands."""
        waiting = HookEvent.objects.due(now).filter(hook=OuterRef("pk"))
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        ready = Q(not_before=None) | Q(not_before__lte=now)
        return self.filter(free, ready, Exists(waiting), enabled=True)


class Hook(models.Model):
    department = models.ForeignKey(
        "departments.Department",
        models.CASCADE,
        related_name="hooks",
        help_text="It is told of the departments below as well.",
    )
    name = models.CharField(max_length=100)
    url = models.CharField("address", max_length=500, help_text="https://…")
    secret = SecretField()
    enabled = models.BooleanField(
        default=True, help_text="Without it nothing is told, and what happens meanwhile never is."
    )
    on_activity = models.BooleanField("new activities", default=True)
    on_exception = models.BooleanField("new exceptions", default=True)
    on_case = models.BooleanField("cases split or merged", default=True)
    with_people = models.BooleanField(
        "tell subject and addresses",
        default=False,
        help_text="Otherwise numbers, kinds and times alone. The text of a mail is never told.",
    )
    keep_days = models.PositiveSmallIntegerField(
        "keep events for (days)",
        default=7,
        validators=(MinValueValidator(1), MaxValueValidator(365)),
        help_text="So long they can be sent again.",
    )
    # Held by one deliverer until then.
    leased_until = models.DateTimeField(null=True, editable=False)
    not_before = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    last_success_at = models.DateTimeField("last told", null=True, editable=False)
    error = models.TextField(blank=True, editable=False)
    history = Trail(
        excluded_fields=[
            "secret",
            "leased_until",
            "not_before",
            "failures",
            "failing_since",
            "last_success_at",
            "error",
        ]
    )

    objects = HookQuerySet.as_manager()

    class Meta:
        verbose_name = "webhook"
        ordering = ("department__path", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("department", "name"),
                name="hook_name_once",
                violation_error_message="The department has a webhook of this name.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.url = self.url.strip()
        if words := bad_url(self.url):
            raise ValidationError({"url": words})


class EventState(models.TextChoices):
    QUEUED = "queued", "Waiting"
    SENT = "sent", "Told"
    FAILED = "failed", "Given up"


class EventQuerySet(models.QuerySet["HookEvent"]):
    def visible_to(self, user: Any) -> Self:
        return visible(self, user, "hook__department")  # type: ignore[return-value]

    def due(self, now: datetime) -> Self:
        return self.filter(state=EventState.QUEUED, next_try_at__lte=now)


def new_key() -> str:
    return uuid.uuid4().hex


class HookEvent(models.Model):
    """One thing that one webhook is told. ``key`` is the same however often it is sent."""

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="events")
    key = models.CharField(max_length=32, unique=True, default=new_key)
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField("happened", default=timezone.now)
    # The body as it is signed and sent, byte for byte the same each time.
    body = models.TextField()
    state = models.CharField(max_length=10, choices=EventState, default=EventState.QUEUED)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, default=timezone.now)
    # Given up so long after it was queued; a replay counts anew.
    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField("told", null=True)
    error = models.TextField(blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "webhook event"
        ordering = ("-pk",)
        indexes = (
            models.Index(
                fields=("hook", "next_try_at"),
                condition=Q(state="queued"),
                name="hook_events_queued",
            ),
            models.Index(fields=("hook", "at"), name="hook_events_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key[:8]}"
