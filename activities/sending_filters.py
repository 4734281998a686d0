"""What the sending list can be narrowed to; without a choice it shows all that is not at its end."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter, FieldTextFilter

from activities.models import UNFINISHED, Recipient, RecipientState
from aliases.models import Alias

AGES = {
    "1": "More than an hour",
    "4": "More than 4 hours",
    "24": "More than a day",
    "48": "More than 2 days",
    "168": "More than a week",
}
EVERY = "every"
# More aliases than these are found by the filter for their address.
OFFERED = 200


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*RecipientState.choices, (EVERY, "All recipients")]

    def choices(self, changelist: Any) -> Any:
        first, *rest = super().choices(changelist)
        yield {**first, "display": "Not at its end"}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[Recipient]) -> QuerySet[Recipient]:
        if self.value() == EVERY:
            return queryset
        return queryset.filter(state__in=[self.value()] if self.value() else UNFINISHED)


class AliasFilter(DropdownFilter):
    """Deleted ones as well: their mail may be held. The first `OFFERED` by name, and the chosen one."""

    title = "alias"
    parameter_name = "alias__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        seen = Alias.objects.visible_to(request.user)
        columns = seen.values_list("pk", "name", "address", "deleted_at")
        rows = list(columns[: OFFERED + 1])
        if len(rows) > OFFERED:
            offered = [pk for pk, *_ in rows[:OFFERED]]
            rows[OFFERED:] = columns.filter(pk__in=[self._number() or 0]).exclude(pk__in=offered)
        return [
            (str(pk), f"{name} <{address}>{' (deleted)' if deleted else ''}")
            for pk, name, address, deleted in rows
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Recipient]) -> QuerySet[Recipient]:
        number = self._number()
        return queryset if number is None else queryset.filter(alias=number)

    def _number(self) -> int | None:
        chosen = self.value() or ""
        return int(chosen) if chosen.isdecimal() else None


class AliasAddressFilter(FieldTextFilter):
    """By a part of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "address of the alias"


class AgeFilter(admin.SimpleListFilter):
    title = "age"
    parameter_name = "hours"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(AGES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Recipient]) -> QuerySet[Recipient]:
        if self.value() not in AGES:
            return queryset
        since = timezone.now() - timedelta(hours=int(self.value() or 0))
        return queryset.filter(queued_at__lt=since)
