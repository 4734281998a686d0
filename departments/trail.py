"""The history of settings: who changed what, when, from where and why. Written once, for good.

Of secrets it holds that they changed, and nothing else.
"""

import ipaddress
from typing import Any

from django.conf import settings
from django.db import models
from django.dispatch import receiver
from django.http import HttpRequest
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from departments.vault import typed_secrets
from departments.written_once import Once


class WrittenOnce(Exception):
    """Somebody tried to change the past."""


class Trace(Once):
    """What a line of a history has beside the library's own columns."""

    # The person's name at that moment: it outlives the person's row.
    who = models.CharField(max_length=150, blank=True, default="")
    ip = models.GenericIPAddressField("from", null=True)
    # The names of the secrets that were typed anew, with spaces between.
    secrets_changed = models.TextField(blank=True, default="")

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnce("A line of the history is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise WrittenOnce("A line of the history is never deleted.")


class Trail(HistoricalRecords):
    """``history = Trail(excluded_fields=…)``: secrets must be among the excluded."""

    def __init__(self, **kwargs: Any) -> None:
        # A number, not a key: nothing is written here when a person is deleted.
        person = models.BigIntegerField("person", null=True)
        super().__init__(bases=(Trace,), m2m_bases=(Once,), history_user_id_field=person, **kwargs)

    def post_save(self, instance: models.Model, created: bool, **kwargs: Any) -> None:
        """Columns that are not tracked, such as the last login, leave no line when saved alone."""
        only = kwargs.get("update_fields")
        if only is not None and not set(only) - set(self.excluded_fields):
            return
        super().post_save(instance, created, **kwargs)


@receiver(pre_create_historical_record)
def _complete(instance: models.Model, history_instance: Any, **kwargs: Any) -> None:
    history_instance.ip = present_address()
    history_instance.who = str(kwargs.get("history_user") or "")
    history_instance.secrets_changed = " ".join(sorted(typed_secrets(instance)))


def present_address() -> str | None:
    """Where the request comes from that is being answered; None outside of one."""
    request = getattr(HistoricalRecords.context, "request", None)
    return address_of(request) if request is not None else None


def address_of(request: HttpRequest) -> str | None:
    """The address of the person's machine: the connection's, or what the nearest trusted proxy saw.

    MAILCENTER_PROXIES says how many proxies stand before the console; only their words count.
    """
    found = request.META.get("REMOTE_ADDR", "")
    seen = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < settings.PROXIES <= len(seen):
        found = seen[-settings.PROXIES]
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return None


def partition_of(row: Any) -> Any:
    """The partition whose rules hold for a row; None where it stands in none (yet)."""
    if row._meta.label == "departments.Partition":
        return row if row.pk else None
    if getattr(row, "partition_id", None):
        return row.partition
    if getattr(row, "department_id", None):
        return row.department.partition
    return None


def asks_reason(row: Any) -> bool:
    """Whether a change of the row must be given a reason (OR-8)."""
    partition = partition_of(row)
    return partition is not None and bool(partition.requires_reason)
