"""The rules about attachments, of departments and of the partition, and what was held back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from attachments import extensions
from attachments.held import BlockedAttachment, Deed, HeldContent, State, Verb
from departments.trail import Trail

__all__ = [
    "Action",
    "BlockedAttachment",
    "BlockedExtension",
    "Deed",
    "DepartmentSettings",
    "HeldContent",
    "PartitionRule",
    "Scan",
    "State",
    "Unscanned",
    "Verb",
    "Verdict",
]


class Extension(models.CharField):  # type: ignore[type-arg]
    """An extension in lower case and without its dot, however it was typed."""

    def clean(self, value: Any, model_instance: Any) -> Any:
        return super().clean(self.to_python(value), model_instance)

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return typed
        try:
            return extensions.normal(typed)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class BlockedExtension(models.Model):
    """Attachments of this type do not pass, in a department and those below it (AT-1)."""

    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="blocked_extensions"
    )
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    extension = Extension(max_length=61, help_text=".exe, exe and *.exe are the same.")
    history = Trail()

    class Meta:
        ordering = ("extension", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("department", "extension"),
                name="extension_blocked_once",
                violation_error_message="This extension is blocked in the department already.",
            ),
        )

    def __str__(self) -> str:
        return f".{self.extension} ({self.name})"


class Verdict(models.TextChoices):
    BLOCK = "block", "Block"
    ALLOW = "allow", "Allow"


class PartitionRule(models.Model):
    """A type that is blocked or allowed for everyone, whatever the departments say (AT-3)."""

    partition = models.ForeignKey(
        "departments.Partition", models.CASCADE, related_name="attachment_rules"
    )
    extension = Extension(max_length=61, help_text=".exe, exe and *.exe are the same.")
    verdict = models.CharField(max_length=5, choices=Verdict, default=Verdict.BLOCK)
    description = models.TextField(blank=True)
    history = Trail()

    class Meta:
        ordering = ("partition", "extension")
        constraints = (
            models.UniqueConstraint(
                fields=("partition", "extension"),
                name="one_rule_of_partition",
                violation_error_message="The partition has a rule for this extension already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} .{self.extension}"


class Scan(models.TextChoices):
    """What is scanned; outgoing mail alone is not among the choices (AT-2)."""

    INBOUND = "inbound", "Incoming mail"
    BOTH = "both", "Incoming and outgoing mail"


class Action(models.TextChoices):
    QUARANTINE = "quarantine", "Quarantine: it can be restored"
    DELETE = "delete", "Delete: it cannot be restored"


class Unscanned(models.TextChoices):
    """What becomes of mail while the virus scanner does not answer."""

    HOLD = "hold", "Hold it: it waits for a person"
    PASS = "pass", "Let it pass, and say so in the activity"


class DepartmentSettings(models.Model):
    """How a department, and those below it without settings of their own, treats attachments."""

    department = models.OneToOneField(
        "departments.Department", models.PROTECT, related_name="attachment_settings"
    )
    scan = models.CharField(max_length=7, choices=Scan, default=Scan.INBOUND)
    block_all = models.BooleanField(
        "block all attachments",
        default=False,
        help_text="Whatever the list of extensions says. What the partition allows passes.",
    )
    action = models.CharField(
        "blocked attachments", max_length=10, choices=Action, default=Action.QUARANTINE
    )
    inner_extensions = models.BooleanField(
        "look at all extensions of a name", default=True, help_text="Blocks a.exe.pdf as an exe."
    )
    block_closed = models.BooleanField(
        "block archives that cannot be opened",
        default=True,
        help_text="Encrypted ones, and kinds that nobody can look into here, such as 7z and RAR.",
    )
    without_scanner = models.CharField(
        "without the virus scanner",
        max_length=4,
        choices=Unscanned,
        default=Unscanned.HOLD,
        help_text="For mail with attachments that the scanner did not look at. Of no meaning where "
        "the installation has no scanner.",
    )
    history = Trail()

    class Meta:
        verbose_name = "attachment settings"
        verbose_name_plural = "attachment settings"
        ordering = ("department__path",)

    def __str__(self) -> str:
        return f"Attachments of {self.department}"
