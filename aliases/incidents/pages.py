"""Incidents in the console: the list, one with its story, and what a person may do about it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import display

from aliases.incidents import handling
from aliases.incidents.filters import StateFilter, state_of
from aliases.incidents.handling import Actor, HowLong
from aliases.incidents.models import Incident, Maintenance
from departments import paging
from departments.scope import DepartmentFilter
from departments.trail import address_of

PERMISSION = "aliases.handle_incident"
ENDED_ALREADY = "Nothing was to be done: the incident has ended, or somebody was faster."


class SnoozeForm(forms.Form):
    how_long = forms.ChoiceField(choices=HowLong)
    day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                day = cleaned.get("day")
                cleaned["end"] = handling.until(cleaned["how_long"], day, timezone.now())
            except ValueError as error:
                self.add_error("day", str(error))
        return cleaned


@admin.register(Incident)
class IncidentAdmin(ModelAdmin):
    list_display = ("light", "subject", "kind", "opened_at", "last_at", "times", "department")
    list_display_links = ("subject",)
    list_filter = (StateFilter, "kind", DepartmentFilter)
    list_select_related = ("department__partition",)
    list_before_template = "aliases/incidents/windows.html"
    search_fields = (
        "subject",
        "words",
        "answer",
        "alias__address",
        "alias__incoming_host",
        "alias__outgoing_host",
    )
    search_help_text = "About, what happens, or the server's words"
    show_full_result_count = False
    ordering = (F("closed_at").desc(nulls_first=True), "-opened_at")
    change_form_template = "aliases/incidents/incident.html"
    actions = ("acknowledge_chosen",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        found = Incident.objects.visible_to(request.user)
        return found.select_related("acknowledged_by", "department__partition")

    def get_paginator(
        self, request: HttpRequest, queryset: Any, per_page: int, *_: Any, **__: Any
    ) -> Any:
        return paging.paginator(request, queryset, per_page)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_handle_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{name}/", view(getattr(self, name)), name=f"aliases_incident_{name}")
            for name in ("acknowledge", "snooze", "unsnooze")
        ]
        return own + super().get_urls()  # type: ignore[no-any-return]

    @display(
        description="State",
        label={
            "Open": "danger",
            "Acknowledged": "info",
            "Snoozed": "warning",
            "Ended": "success",
        },
    )
    def light(self, incident: Incident) -> str:
        return state_of(incident, timezone.now())

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        windows = Maintenance.objects.announced_to(request.user).now(timezone.now())
        context = {"windows": windows.select_related("alias", "partition")}
        return super().changelist_view(request, {**(extra_context or {}), **context})  # type: ignore[no-any-return]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        incident: Incident | None = self.get_object(request, object_id)
        context: dict[str, Any] = {"incident": incident, "title": None}
        if incident is not None:
            context |= self._story(request, incident)
        return super().change_view(request, object_id, form_url, context)  # type: ignore[no-any-return]

    def _story(self, request: HttpRequest, incident: Incident) -> dict[str, Any]:
        return {
            "title": str(incident),
            "state": state_of(incident, timezone.now()),
            "notices": incident.notices.order_by("pk"),
            "events": incident.events.select_related("by"),
            "may_handle": incident.open and self.has_handle_permission(request),
            "snooze": SnoozeForm(),
        }

    def acknowledge(self, request: HttpRequest, pk: int) -> HttpResponse:
        incident = self._to_handle(request, pk)
        done = handling.acknowledge(incident, actor(request), timezone.now())
        return self._back(
            request, incident, "You have taken notice: no more reminders." if done else ""
        )

    def snooze(self, request: HttpRequest, pk: int) -> HttpResponse:
        incident = self._to_handle(request, pk)
        form = SnoozeForm(request.POST)
        if not form.is_valid():
            for found in form.errors.values():
                messages.error(request, str(found[0]))
            return redirect("admin:aliases_incident_change", pk)
        end = form.cleaned_data["end"]
        done = handling.snooze(incident, actor(request), timezone.now(), end=end)
        words = f"No reminders until {timezone.localtime(end):%Y-%m-%d %H:%M}."
        return self._back(request, incident, words if done else "")

    def unsnooze(self, request: HttpRequest, pk: int) -> HttpResponse:
        incident = self._to_handle(request, pk)
        done = handling.ask_again(incident, actor(request), timezone.now())
        return self._back(request, incident, "Reminders are sent again." if done else "")

    @admin.action(description="Acknowledge", permissions=["handle"])
    def acknowledge_chosen(self, request: HttpRequest, queryset: QuerySet[Incident]) -> None:
        now, who = timezone.now(), actor(request)
        done = sum(handling.acknowledge(one, who, now) for one in queryset)
        self.message_user(request, f"{done} incidents are acknowledged: no more reminders.")

    def _to_handle(self, request: HttpRequest, pk: int) -> Incident:
        if request.method != "POST" or not self.has_handle_permission(request):
            raise PermissionDenied
        incident: Incident | None = self.get_object(request, str(pk))
        if incident is None or not self.has_view_permission(request, incident):
            raise Http404
        return incident

    def _back(self, request: HttpRequest, incident: Incident, words: str) -> HttpResponse:
        if words:
            messages.success(request, words)
        else:
            messages.info(request, ENDED_ALREADY)
        return redirect("admin:aliases_incident_change", incident.pk)


def actor(request: HttpRequest) -> Actor:
    return Actor(request.user, address_of(request))


def open_ones(request: HttpRequest) -> str:
    """The badge of the sidebar: how many incidents of the person nobody has put aside."""
    if not request.user.has_perm("aliases.view_incident"):
        return ""
    number = Incident.objects.visible_to(request.user).asking(timezone.now()).count()
    return str(number or "")
