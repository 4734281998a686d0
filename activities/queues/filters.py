"""The filters of the mail in queues; each offers only what the person may see."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from activities.models import Queue
from activities.queues.columns import OPEN


class QueueFilter(admin.SimpleListFilter):
    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        seen = Queue.objects.visible_to(request.user).select_related("department__partition")
        return [(str(one.pk), f"{one} ({one.department})") for one in seen]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None or not value.isdecimal():
            return queryset
        return queryset.filter(queue=int(value))


class StateFilter(admin.SimpleListFilter):
    """Without a choice the list is what nobody has yet."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("mine", "Taken by me"),
            ("taken", "Taken"),
            ("open", "Waiting or taken"),
            ("closed", "Closed"),
        ]

    def choices(self, changelist: Any) -> Any:
        first, *rest = super().choices(changelist)
        yield {**first, "display": "Waiting"}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "mine":
                return queryset.filter(OPEN, taken_by=request.user.pk)
            case "taken":
                return queryset.filter(OPEN, taken_by__isnull=False)
            case "open":
                return queryset.filter(OPEN)
            case "closed":
                return queryset.filter(closed_at__isnull=False)
        return queryset.filter(OPEN, taken_by=None)
