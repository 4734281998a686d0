"""Attachments that were held back, and what people did with them.

The bytes of incoming ones stay in the raw message.
"""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from attachments.values import Reason
from departments.visibility import visible
from departments.written_once import Once


class State(models.TextChoices):
    QUARANTINED = "quarantined", "Quarantined"
    RESTORED = "restored", "Restored"
    DELETED = "deleted", "Deleted"


class Way(models.TextChoices):
    INBOUND = "inbound", "Incoming"
    OUTBOUND = "outbound", "Outgoing"


class BlockedQuerySet(models.QuerySet["BlockedAttachment"]):
    def visible_to(self, user: Any) -> Self:
        return visible(self, user, "department")  # type: ignore[return-value]

    def held_back(self) -> Self:
        """Those that nobody reads: not restored."""
        return self.exclude(state=State.RESTORED)

    def infected(self) -> Self:
        """Those that the virus scanner has found something in."""
        return self.filter(rule_kind=Reason.VIRUS)

    def left_out(self) -> Self:
        """Those that were not sent with a mail of ours, whatever became of them."""
        return self.filter(direction=Way.OUTBOUND)


class BlockedAttachment(models.Model):
    """One part of a message that did not pass. An outgoing one was never sent."""

    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="blocked_attachments"
    )
    alias = models.ForeignKey(
        "aliases.Alias", models.SET_NULL, null=True, related_name="blocked_attachments"
    )
    activity = models.ForeignKey(
        "activities.Activity", models.CASCADE, null=True, related_name="blocked_attachments"
    )
    direction = models.CharField(max_length=8, choices=Way, default=Way.INBOUND)
    path = models.CharField(
        "part", max_length=200, help_text="Where in the message: 1.2 and so on."
    )
    name = models.CharField("file name", max_length=500, blank=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField("declared type", max_length=200, blank=True)
    kind = models.CharField("detected type", max_length=200, blank=True)
    rule_kind = models.CharField(max_length=10)
    rule = models.CharField(max_length=400)
    why = models.TextField("reason")
    digest = models.CharField(
        "SHA-256", max_length=64, blank=True, help_text="Of the decoded bytes; empty for messages."
    )
    state = models.CharField(max_length=11, choices=State, default=State.QUARANTINED)
    at = models.DateTimeField("blocked", default=timezone.now)

    objects = BlockedQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        permissions = (
            ("restore_blocked", "Can restore blocked attachments"),
            ("restore_infected", "Can restore attachments in which a virus was found"),
            ("delete_blocked", "Can delete blocked attachments"),
            ("download_blocked", "Can download blocked attachments"),
        )
        ordering = ("-at", "-pk")
        constraints = (models.UniqueConstraint(fields=("activity", "path"), name="blocked_once"),)
        indexes = (
            models.Index(fields=("state", "-at"), name="blocked_by_state"),
            models.Index(fields=("department", "-at"), name="blocked_of_department"),
        )

    def __str__(self) -> str:
        return self.name or f"part {self.path}"


class HeldContent(models.Model):
    """The bytes of an outgoing file that was held back: they are in no raw message."""

    attachment = models.OneToOneField(
        BlockedAttachment, models.CASCADE, primary_key=True, related_name="held"
    )
    content = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Content of {self.attachment_id}"


class Verb(models.TextChoices):
    RESTORE = "restored", "Restored"
    DELETE = "deleted", "Deleted"
    DOWNLOAD = "downloaded", "Downloaded"


class Deed(Once):
    """Who did what with a blocked attachment, and why (SE-4). It outlives the attachment's row."""

    attachment = models.ForeignKey(
        BlockedAttachment, models.DO_NOTHING, db_constraint=False, related_name="deeds"
    )
    department = models.ForeignKey(
        "departments.Department", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    user = models.ForeignKey(
        "departments.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    who = models.CharField(max_length=150, blank=True)
    ip = models.GenericIPAddressField("from", null=True)
    verb = models.CharField(max_length=10, choices=Verb)
    reason = models.TextField(blank=True)
    about = models.CharField(max_length=600)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.about}"
