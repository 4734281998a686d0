"""A new alias that is not finished: what was typed, as it was typed, and the passwords sealed.

Only its owner sees it. It is gone when the alias is made, when it is discarded, or when it is old.
"""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models

from departments.vault import Sealed, SecretField, SecretUnreadable

# Passwords lie in it: a draft that nobody touched for so long is not kept.
KEPT = timedelta(days=30)


class AliasDraftQuerySet(models.QuerySet["AliasDraft"]):
    def of(self, user: Any) -> Self:
        return self.filter(owner_id=user.pk)


class AliasDraft(models.Model):
    """``values`` are the fields by name as the browser sent them; ``facts`` is what was found out:
    the suggested servers, how the tests went, and what the passwords were given for."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    department = models.ForeignKey(
        "departments.Department", models.SET_NULL, null=True, related_name="+"
    )
    values = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    incoming_password = SecretField("Password")
    outgoing_password = SecretField("Password")
    changed_at = models.DateTimeField(auto_now=True)

    objects = AliasDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at",)

    def __str__(self) -> str:
        named = self.values.get("name") or self.values.get("address")
        return str(named or "New alias")

    def password(self, direction: str) -> str:
        """To be sealed anew in the alias: a secret opens in its own field only. '' where none."""
        secret: Sealed = getattr(self, f"{direction}_password")
        try:
            return secret.reveal()
        except SecretUnreadable:
            # The form then asks for it, as if none had been typed.
            return ""


def purge(now: datetime) -> int:
    """Deletes the drafts that were last changed more than 30 days before ``now``; says how many."""
    deleted, _ = AliasDraft.objects.filter(changed_at__lt=now - KEPT).delete()
    return deleted
