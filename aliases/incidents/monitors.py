"""Who is told of a department's incidents, and when waiting mail is one (SV-5).

A department without a monitor of its own has that of the nearest department above it.
"""

import re
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db import models
from django.utils import timezone

from departments.models import Department
from departments.trail import Trail
from departments.vault import SecretField

NEAR = frozenset({"localhost", "127.0.0.1", "::1"})
# More would be a mailing list; that is what one address of a list is for.
MOST_ADDRESSES = 20


class MonitorQuerySet(models.QuerySet["Monitor"]):
    def nearest(self, department: Any) -> "Monitor | None":
        """The monitor that holds for the department, also where it is switched off."""
        above = [int(one) for one in department.path.strip("/").split("/") if one]
        found = self.filter(department__in=above).select_related("department__partition")
        return found.order_by("-department__path").first()

    def telling(self, department: Any) -> list["Monitor"]:
        """Those that tell of an incident of the department; of None, the installation: of each root."""
        if department is not None:
            one = self.nearest(department)
            return [one] if one is not None and one.enabled else []
        roots = self.filter(department__parent=None, enabled=True)
        return list(roots.select_related("department__partition").order_by("pk"))

    def enabled(self) -> Self:
        return self.filter(enabled=True)


class Monitor(models.Model):
    department = models.OneToOneField(
        Department,
        models.CASCADE,
        related_name="monitor",
        help_text="It holds for the departments below as well, unless they have their own.",
    )
    enabled = models.BooleanField(
        default=True,
        help_text="Without it nobody is told, and waiting mail is not looked at; the console shows "
        "incidents all the same.",
    )
    people = models.ManyToManyField(
        "departments.User",
        blank=True,
        related_name="monitors",
        help_text="They get a mail. They must be able to see the department.",
    )
    addresses = models.TextField(
        "further addresses", blank=True, help_text="Email addresses, one a line."
    )
    webhook_url = models.CharField(
        "webhook",
        max_length=500,
        blank=True,
        help_text="https://…: gets each notice as JSON, signed with the secret.",
    )
    webhook_secret = SecretField()
    interval_minutes = models.PositiveIntegerField(
        "look at waiting mail every (minutes)",
        default=5,
        validators=(MinValueValidator(1), MaxValueValidator(1440)),
    )
    most_waiting = models.PositiveIntegerField(
        "messages waiting at the most",
        null=True,
        blank=True,
        help_text="More in one department are an incident. Empty: any number may wait.",
    )
    longest_minutes = models.PositiveIntegerField(
        "waiting at the longest (minutes)",
        null=True,
        blank=True,
        validators=(MinValueValidator(1), MaxValueValidator(525_600)),
        help_text="A message that waits longer is an incident. Empty: it may wait for ever.",
    )
    # When waiting mail is looked at next.
    next_look_at = models.DateTimeField(default=timezone.now, editable=False)
    history = Trail(excluded_fields=["webhook_secret", "next_look_at"], m2m_fields=["people"])

    objects = MonitorQuerySet.as_manager()

    class Meta:
        ordering = ("department__path",)

    def __str__(self) -> str:
        return f"Monitor of {self.department}"

    @property
    def further(self) -> list[str]:
        return typed_addresses(self.addresses)

    @property
    def webhook_place(self) -> str:
        """The webhook without its path, which may be a secret."""
        parts = urlsplit(self.webhook_url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    def clean(self) -> None:
        errors = {}
        self.webhook_url = self.webhook_url.strip()
        if self.webhook_url and (words := bad_url(self.webhook_url)):
            errors["webhook_url"] = words
        if words := bad_addresses(self.further):
            errors["addresses"] = words
        if errors:
            raise ValidationError(errors)

    def take_look(self, now: datetime, next_at: datetime) -> bool:
        """Whether the look that is due is the caller's to take."""
        mine = Monitor.objects.filter(pk=self.pk, next_look_at__lte=now)
        return bool(mine.update(next_look_at=next_at))


def typed_addresses(text: str) -> list[str]:
    """The addresses in ``text``, each once, with commas, semicolons or white space between."""
    return list(dict.fromkeys(one for one in re.split(r"[,;\s]+", text) if one))


def bad_addresses(found: list[str]) -> str:
    """What is wrong with the addresses, or ''."""
    for one in found:
        try:
            validate_email(one)
        except ValidationError:
            return f"“{one}” is not an email address. Type it whole, as name@example.com."
    if len(found) > MOST_ADDRESSES:
        return f"Type {MOST_ADDRESSES} addresses at the most, or one of a mailing list."
    return ""


def bad_url(url: str) -> str:
    """What is wrong with the address of a webhook, or ''."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if not host or parts.scheme not in {"http", "https"} or any(ord(one) <= 32 for one in url):
        return "This is no address of a web server. Type it whole, as https://example.com/notices."
    if parts.username is not None:
        return "Leave user name and password out: the signature shows that a notice is genuine."
    if parts.scheme == "http" and host not in NEAR:
        return "Without encryption a webhook goes to this machine only. Type https://…"
    return ""
