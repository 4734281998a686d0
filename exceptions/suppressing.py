"""Addresses that servers called dead (DE-7): sending to one warns, and forbids nothing.

A phrase alone, a full mailbox or a refusal by policy never lists anybody.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from departments.trail import Trail
from departments.visibility import visible
from exceptions import opt_outs

LASTS = timedelta(days=60)


def in_sixty_days() -> datetime:
    return timezone.now() + LASTS


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def visible_to(self, user: Any) -> Self:
        return visible(self, user, "department")  # type: ignore[return-value]

    def live(self, now: datetime) -> Self:
        return self.filter(cleared_at=None, expires_at__gt=now)


class Suppression(models.Model):
    """One address of one department. An expired one warns no more; a new report renews it."""

    department = models.ForeignKey(
        "departments.Department", models.PROTECT, related_name="suppressions"
    )
    address = models.EmailField("email address", max_length=320)
    reason = models.TextField()
    # The report that says so; empty where a person listed the address.
    sample = models.ForeignKey(
        "activities.Activity", models.SET_NULL, null=True, blank=True, related_name="suppressions"
    )
    since = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField("until", default=in_sixty_days)
    cleared_at = models.DateTimeField(null=True, blank=True, editable=False)
    cleared_by = models.ForeignKey(
        "departments.User",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    history = Trail()

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = "suppressed address"
        verbose_name_plural = "suppressed addresses"
        ordering = ("-since", "-pk")
        permissions = (("clear_suppression", "Can clear suppressed addresses"),)
        constraints = (
            models.UniqueConstraint(
                fields=("department", "address"),
                condition=Q(cleared_at=None),
                name="suppressed_once",
                violation_error_message="This address is listed already.",
            ),
        )

    def __str__(self) -> str:
        return self.address

    def clean(self) -> None:
        self.address = self.address.strip().lower()


def suppress(department_id: int, address: str, *, reason: str, sample: Any, now: datetime) -> None:
    """Lists an address, or renews its line; call it in the transaction that files the report."""
    Suppression.objects.update_or_create(
        department_id=department_id,
        address=address.strip().lower(),
        cleared_at=None,
        defaults={"reason": reason, "sample": sample, "expires_at": now + LASTS},
        create_defaults={
            "department_id": department_id,
            "address": address.strip().lower(),
            "reason": reason,
            "sample": sample,
            "since": now,
            "expires_at": now + LASTS,
        },
    )


def clear(line: Suppression, user: Any, now: datetime) -> bool:
    """A person takes an address off the list; False where it was off already."""
    if line.cleared_at is not None:
        return False
    line.cleared_at, line.cleared_by = now, user
    line.save(update_fields=["cleared_at", "cleared_by"])
    return True


def warnings(department_id: int, addresses: Collection[str], now: datetime) -> list[str]:
    """What to know before writing to ``addresses``: one sentence for each that is listed.

    Those who opted out are among them.
    """
    wanted = {one.strip().lower() for one in addresses}
    listed = Suppression.objects.live(now).filter(department=department_id, address__in=wanted)
    dead = [
        f"{one.address} has been undeliverable since {one.since:%d %B %Y}: {one.reason}"
        for one in listed.order_by("address")
    ]
    return [*dead, *opt_outs.warnings(department_id, addresses)]
