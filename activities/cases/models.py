"""Case template, priority matrix and tags. What they do to a case is in `templating`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from activities.cases.values import PRIORITIES, PRIORITY_RANGE, Level, Status
from departments.trail import Trail


class PriorityRule(models.TextChoices):
    MATRIX = "matrix", "By impact and urgency (the partition's matrix)"
    FIXED = "fixed", "Always this one"


class CaseTemplate(models.Model):
    """How a case begins that an incoming alias opens (PE-2)."""

    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="case_templates"
    )
    name = models.CharField(max_length=100)
    queue = models.ForeignKey("activities.Queue", models.PROTECT, related_name="case_templates")
    impact = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    priority_rule = models.CharField(
        "priority", max_length=6, choices=PriorityRule, default=PriorityRule.MATRIX
    )
    priority = models.PositiveSmallIntegerField(
        "this priority",
        choices=PRIORITIES,
        null=True,
        blank=True,
        help_text="1 is the most urgent.",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    stream = models.CharField(max_length=100, blank=True)
    owner_group = models.ForeignKey(
        "departments.Team",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case_templates",
        verbose_name="owner group",
    )
    history = Trail()

    class Meta:
        ordering = ("department", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("department", "name"),
                name="case_template_name_once",
                violation_error_message="The department has another case template of this name.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def trouble(self) -> str:
        """Why no alias can be active with it; the room of aliases asks this (PE-4)."""
        from activities.cases import templating

        return templating.trouble(self)

    def clean(self) -> None:
        errors = {}
        for name in ("queue", "owner_group"):
            chosen: Any = getattr(self, name) if getattr(self, f"{name}_id") else None
            if chosen is not None and chosen.department_id != self.department_id:
                errors[name] = f"{chosen} belongs to another department: choose one of this one."
        if self.priority_rule == PriorityRule.FIXED and self.priority is None:
            errors["priority"] = "Choose the priority, 1 to 5, or let the matrix say."
        if errors:
            raise ValidationError(errors)


def cell(impact: int, urgency: int) -> str:
    """The name of the matrix's column for two levels."""
    return f"impact{impact}_urgency{urgency}"


def decided(words: str) -> Any:
    return models.PositiveSmallIntegerField(
        words, choices=PRIORITIES, validators=PRIORITY_RANGE, null=True, blank=True
    )


class PriorityMatrix(models.Model):
    """The partition's priorities, 1 to 5, for each impact and urgency; empty cells are not decided."""

    partition = models.OneToOneField(
        "departments.Partition", models.CASCADE, related_name="priority_matrix"
    )
    impact1_urgency1 = decided("high impact, high urgency")
    impact1_urgency2 = decided("high impact, medium urgency")
    impact1_urgency3 = decided("high impact, low urgency")
    impact2_urgency1 = decided("medium impact, high urgency")
    impact2_urgency2 = decided("medium impact, medium urgency")
    impact2_urgency3 = decided("medium impact, low urgency")
    impact3_urgency1 = decided("low impact, high urgency")
    impact3_urgency2 = decided("low impact, medium urgency")
    impact3_urgency3 = decided("low impact, low urgency")
    history = Trail()

    class Meta:
        verbose_name = "priority matrix"
        verbose_name_plural = "priority matrices"

    def __str__(self) -> str:
        return f"Priorities of {self.partition}"


class CaseTag(models.Model):
    """One tag of one case, in small letters."""

    case = models.ForeignKey("activities.Case", models.CASCADE, related_name="tags")
    word = models.CharField(max_length=50, db_index=True)

    class Meta:
        ordering = ("word",)
        constraints = (
            models.UniqueConstraint(fields=("case", "word"), name="case_tag_once"),
            models.CheckConstraint(condition=~Q(word=""), name="case_tag_not_empty"),
        )

    def __str__(self) -> str:
        return self.word
