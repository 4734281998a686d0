"""Monitors and maintenance windows in the console, with their history."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import display

from aliases.incidents import trying
from aliases.incidents.models import Maintenance
from aliases.incidents.monitors import Monitor
from aliases.incidents.settings_forms import MaintenanceForm, MonitorForm
from departments import trials
from departments.history import DepartmentHistory
from departments.models import Department, Partition
from departments.organisation import with_present
from departments.scope import DepartmentFilter, DepartmentScope
from departments.trials import Refused


@admin.register(Monitor)
class MonitorAdmin(DepartmentHistory, DepartmentScope):
    form = MonitorForm
    list_display = ("department", "enabled", "tells", "most_waiting", "longest_minutes")
    list_filter = (DepartmentFilter, "enabled")
    list_select_related = ("department__partition",)
    search_fields = ("department__name", "addresses")
    search_help_text = "Department or address"
    autocomplete_fields = ("people",)
    compressed_fields = False
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": ("department", "enabled")}),
        ("Who is told", {"fields": ("people", "addresses", "webhook_url", "secret")}),
        (
            "Waiting mail",
            {"fields": ("interval_minutes", ("most_waiting", "longest_minutes"))},
        ),
    )
    change_form_outer_after_template = "aliases/incidents/monitor_test.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Monitor]:
        queryset: QuerySet[Monitor] = super().get_queryset(request)
        return queryset.prefetch_related("people")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """People who stand there already may stay, whoever looks."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None and "people" in form.base_fields:
            with_present(form.base_fields["people"], obj.people.all())
        return form

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.test)
        own = path("<int:pk>/test/", view, name="aliases_monitor_test")
        return [own, *super().get_urls()]

    @display(description="Tells")
    def tells(self, monitor: Monitor) -> str:
        number = len(monitor.people.all()) + len(monitor.further)
        found = [f"{number} by mail"] if number else []
        found += ["the webhook"] if monitor.webhook_url else []
        return " and ".join(found) or "nobody"

    def test(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sends a test notice to everybody the saved monitor names, and says how each took it."""
        if request.method != "POST":
            raise PermissionDenied
        monitor: Monitor | None = self.get_object(request, str(pk))
        if monitor is None:
            raise Http404
        if not self.has_change_permission(request, monitor):
            raise PermissionDenied
        try:
            trial = trials.begin(
                request.user, "notice", about=str(monitor), department=monitor.department
            )
        except Refused as error:
            messages.error(request, str(error))
        else:
            trial.end(self._tell(request, monitor))
        return redirect("admin:aliases_monitor_change", pk)

    def _tell(self, request: HttpRequest, monitor: Monitor) -> str:
        outcomes = list(trying.try_out(monitor, timezone.now()))
        for one in outcomes:
            level = messages.SUCCESS if one.well else messages.ERROR
            messages.add_message(request, level, f"{one.target}: {one.words}")
        if not outcomes:
            messages.warning(
                request, "This monitor names nobody: the console alone shows incidents."
            )
        return f"{sum(one.well for one in outcomes)} of {len(outcomes)} were told."


@admin.register(Maintenance)
class MaintenanceAdmin(DepartmentHistory, ModelAdmin):
    """An alias's window is for those who see the alias; a partition's for members of its root."""

    form = MaintenanceForm
    list_display = ("__str__", "begins", "ends", "light")
    list_select_related = ("alias", "partition")
    search_fields = ("alias__address", "host")
    search_help_text = "Address of the alias, or server"
    fields = ("partition", "alias", "host", "begins", "ends")
    autocomplete_fields = ("alias",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Maintenance]:
        return Maintenance.objects.visible_to(request.user).order_by("-begins")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.for_all = request.user.is_superuser
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        departments = Department.objects.visible_to(request.user)
        if db_field.name == "partition":
            roots = departments.filter(parent=None)
            kwargs["queryset"] = Partition.objects.filter(departments__in=roots)
        elif db_field.name == "alias":
            aliases = db_field.remote_field.model.objects.present()
            kwargs["queryset"] = aliases.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @display(description="Now", label={"Open": "warning", "Over": "info", "To come": "info"})
    def light(self, window: Maintenance) -> str:
        now = timezone.now()
        if window.ends <= now:
            return "Over"
        return "Open" if window.begins <= now else "To come"
