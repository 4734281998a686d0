"""Partitions, departments, teams and groups in the console."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as BaseGroupAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.text import capfirst
from unfold.admin import ModelAdmin
from unfold.decorators import display

from departments import audit_admin, deleted, guard, login_test, roles
from departments.history import DepartmentHistory
from departments.masking import pages as masking_pages
from departments.models import Department, Partition, Team, User
from departments.organisation import DepartmentForm, PartitionForm, TeamForm, with_present
from departments.people_admin import RootOnly
from departments.scope import DepartmentFilter, DepartmentScope

__all__ = ["audit_admin", "masking_pages"]

admin.site.unregister(Group)

SECURITY = ("ca_bundle", "requires_reason", "private_networks")
SERVER = (
    ("outgoing_protocol", "outgoing_encryption"),
    ("outgoing_host", "outgoing_port"),
    "outgoing_allow_clear",
    "outgoing_verify",
    "outgoing_method",
    "outgoing_user",
    ("outgoing_secret", "outgoing_secret_again"),
    "outgoing_without_authentication",
    ("outgoing_address", "outgoing_timeout"),
)
OUTGOING_MAIL = (
    ("training", "training_until"),
    "tracking_id",
    "log_address",
    "redirect_envelope",
    ("outgoing_width", "outgoing_charset"),
)
ESMTP = "outgoing_protocol == 'esmtp'"


@admin.register(Partition)
class PartitionAdmin(DepartmentHistory, DepartmentScope):
    """Seen by members of the root department; made and deleted by superusers alone."""

    form = PartitionForm
    list_display = ("name", "company_domain", "server")
    search_fields = ("name",)
    compressed_fields = False
    warn_unsaved_form = True
    fieldsets = (
        (
            "General",
            {
                "classes": ("tab",),
                "fields": (
                    "name",
                    "company_domain",
                    "default_format",
                    "format_per_person",
                    "outgoing_megabytes",
                ),
            },
        ),
        (
            "System mail",
            {"classes": ("tab",), "fields": ("default_to", "default_from", "system_sender")},
        ),
        ("Outgoing mail", {"classes": ("tab",), "fields": OUTGOING_MAIL}),
        (
            "Default SMTP server",
            {
                "classes": ("tab",),
                "fields": SERVER,
                "description": "For system mail and for replies of deleted aliases. Without a "
                "server such mail is held.",
            },
        ),
        (
            "Sending",
            {"classes": ("tab",), "fields": ("keep_trying_days", "uncertain_again_minutes")},
        ),
        ("Security", {"classes": ("tab",), "fields": SECURITY}),
        ("Retention", {"classes": ("tab",), "fields": ("raw_days", "quarantine_days")}),
    )
    conditional_fields = {
        "training_until": "training",
        "outgoing_allow_clear": f"{ESMTP} && outgoing_encryption == 'none'",
        "outgoing_verify": "outgoing_encryption != 'none'",
        "outgoing_method": ESMTP,
        "outgoing_user": ESMTP,
        "outgoing_secret": ESMTP,
        "outgoing_secret_again": ESMTP,
        "outgoing_without_authentication": ESMTP,
    }

    change_form_after_template = "departments/login_test.html"

    class Media:
        js = ("mailcenter/alias_ports.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partition]:
        queryset: QuerySet[Partition] = super(DepartmentScope, self).get_queryset(request)
        if request.user.is_superuser:
            return queryset
        roots = Department.objects.visible_to(request.user).filter(parent=None)
        return queryset.filter(pk__in=roots.values("partition"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.production)
        own = path("production/", view, name="departments_partition_production")
        return [own, *login_test.routes(self), *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if request.user.has_perm("departments.manage_security") else SECURITY

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def production(self, request: HttpRequest) -> HttpResponse:
        """Somebody confirms that this environment is the production system (OP-6)."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm("departments.confirm_installation"):
            raise PermissionDenied
        assert isinstance(request.user, User)  # noqa: S101  # has_perm is never true for others
        guard.confirm(request.user)
        messages.success(request, "This is the production system now: it retrieves and sends.")
        return redirect("admin:index")

    @display(description="Default SMTP server")
    def server(self, partition: Partition) -> str:
        return partition.outgoing_host or "none"


@admin.register(Department)
class DepartmentAdmin(DepartmentHistory, DepartmentScope):
    form = DepartmentForm
    department_lookup = "pk"
    list_display = ("__str__", "partition", "parent")
    list_select_related = ("partition", "parent__partition")
    search_fields = ("name",)
    fields = DepartmentForm.Meta.fields

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.deleted)
        own = path("deleted/", view, name="departments_department_deleted")
        return [own, *super().get_urls()]

    def deleted(self, request: HttpRequest) -> HttpResponse:
        """What was deleted for good, of every kind."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        kinds = [
            (one._meta.label_lower, capfirst(str(one._meta.verbose_name_plural)))
            for one in deleted.kinds(request.user)
        ]
        context = {
            **self.admin_site.each_context(request),
            "page": deleted.page(request),
            "kinds": sorted(kinds, key=lambda one: one[1]),
            "kind": request.GET.get("kind", ""),
            "title": "Deleted",
        }
        return render(request, "departments/deleted.html", context)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A department stays in its partition; only a superuser makes new roots."""
        return ("partition",) if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "partition" and not request.user.is_superuser:
            mine = self.get_queryset(request)
            field.queryset = Partition.objects.filter(departments__in=mine).distinct()
        return field


@admin.register(Team)
class TeamAdmin(DepartmentHistory, DepartmentScope):
    form = TeamForm
    list_display = ("name", "department", "sends_by", "incoming_alias")
    list_filter = (DepartmentFilter,)
    list_select_related = ("department__partition", "default_alias", "incoming_alias")
    search_fields = ("name",)
    search_help_text = "Name"
    autocomplete_fields = ("members", "outgoing_aliases")
    fields = (
        "department",
        "name",
        "members",
        "outgoing_aliases",
        "default_alias",
        "incoming_alias",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        queryset: QuerySet[Team] = super().get_queryset(request)
        return queryset.prefetch_related("outgoing_aliases")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Members and aliases that stand there already may stay, whoever looks."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            for name in ("members", "outgoing_aliases"):
                if name in form.base_fields:
                    with_present(form.base_fields[name], getattr(obj, name).all())
        return form

    @display(description="Sends by", label={"No outgoing alias": "danger"})
    def sends_by(self, team: Team) -> str:
        if not team.outgoing_aliases.all():
            return "No outgoing alias"
        return str(team.default_alias or team.outgoing_aliases.all()[0])


@admin.register(Group)
class GroupAdmin(RootOnly, BaseGroupAdmin, ModelAdmin):
    """The ready-made groups are as the system makes them; own ones stand beside them."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        ready_made = obj is not None and obj.name in roles.ROLES
        return super().has_change_permission(request, obj) and not ready_made

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        ready_made = obj is not None and obj.name in roles.ROLES
        return super().has_delete_permission(request, obj) and not ready_made
