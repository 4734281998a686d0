"""The states of an incident as people speak of them, and the filter by them."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from aliases.incidents.models import Incident


def state_of(incident: Incident, now: datetime) -> str:
    if not incident.open:
        return "Ended"
    if incident.acknowledged_at is not None:
        return "Acknowledged"
    if incident.snoozed_until is not None and incident.snoozed_until > now:
        return "Snoozed"
    return "Open"


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "Not ended"), ("asking", "Not put aside"), ("ended", "Ended")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == "ended":
            return queryset.exclude(closed_at=None)
        if value == "open":
            return queryset.filter(closed_at=None)
        if value == "asking":
            asking = Incident.objects.asking(timezone.now())
            return queryset.filter(pk__in=asking.values("pk"))
        return queryset
