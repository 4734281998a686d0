"""Workflows as rows: what is written (a draft), what runs (versions, written once), what was decided."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from activities.workflows.texts import AcknowledgementText
from departments.trail import Trail
from departments.visibility import visible
from departments.written_once import Once

__all__ = ["AcknowledgementText", "Decided", "Workflow", "WorkflowVersion"]


class WorkflowQuerySet(models.QuerySet["Workflow"]):
    def visible_to(self, user: Any) -> Self:
        return visible(self, user, "department")  # type: ignore[return-value]

    def running_for(self, alias: Any) -> Self:
        """Those that decide on the alias's mail, in their order."""
        mine = models.Q(aliases=alias) | models.Q(shared=True)
        found = self.filter(mine, department=alias.department_id, active=True, version__gt=0)
        return found.distinct().order_by("position", "pk")


class Workflow(models.Model):
    """Ordered rules for the mail of some aliases of a department."""

    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="workflows"
    )
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    active = models.BooleanField(default=True, help_text="Otherwise none of its rules is asked.")
    position = models.PositiveSmallIntegerField(
        "order",
        default=10,
        help_text="Of several workflows of an alias the lowest number is asked first, all of them "
        "after the standard start workflow.",
    )
    shared = models.BooleanField("for every alias of the department", default=False)
    aliases = models.ManyToManyField("aliases.Alias", related_name="workflows", blank=True)
    # The number of the version that runs; 0 where none was published.
    version = models.PositiveIntegerField("published version", default=0, editable=False)
    draft = models.JSONField(default=list, blank=True, editable=False)
    # Raised with each change of the draft, so that two people do not overwrite each other.
    draft_number = models.PositiveIntegerField(default=0, editable=False)
    history = Trail(m2m_fields=["aliases"], excluded_fields=["draft", "draft_number"])

    objects = WorkflowQuerySet.as_manager()

    class Meta:
        ordering = ("department", "position", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("department", "name"),
                name="workflow_name_once",
                violation_error_message="The department has another workflow of this name.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class WorkflowVersion(Once):
    """Rules that were published. They outlive their workflow, as its history does."""

    workflow = models.ForeignKey(
        Workflow, models.DO_NOTHING, db_constraint=False, related_name="versions"
    )
    number = models.PositiveIntegerField()
    rules = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    user_number = models.BigIntegerField(null=True)
    who = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("workflow", "-number")
        constraints = (
            models.UniqueConstraint(fields=("workflow", "number"), name="workflow_version_once"),
        )

    def __str__(self) -> str:
        return f"Version {self.number}"


class Decided(Once):
    """What workflows decided on an activity when it came in, and by which rules."""

    activity = models.OneToOneField(
        "activities.Activity", models.CASCADE, related_name="decided", primary_key=True
    )
    at = models.DateTimeField(default=timezone.now)
    dropped = models.BooleanField(default=False)
    outcome = models.JSONField(default=dict)
    trail = models.JSONField(default=list)
    # What was decided and could not be done, in words.
    notes = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "decided"

    def __str__(self) -> str:
        return f"Decided on activity {self.pk}"


def check_aliases(department: Any, aliases: Any, *, shared: bool) -> None:
    """Raises ValidationError where aliases and department do not go together."""
    strangers = [str(one) for one in aliases if one.department_id != department.pk]
    if strangers:
        words = f"{', '.join(sorted(strangers))}: not in this department."
        raise ValidationError({"aliases": words})
    if shared and aliases:
        words = "It is for every alias of the department: choose none, or take the tick off."
        raise ValidationError({"aliases": words})
