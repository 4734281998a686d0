"""Cases, case templates and the priority matrix in the console."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.decorators import display

from activities.cases import setting
from activities.cases.forms import CELLS, CaseForm, CaseTemplateForm, PriorityMatrixForm
from activities.cases.models import CaseTemplate, PriorityMatrix
from activities.cases.values import Status
from activities.hooks import telling
from activities.models import Activity, Case
from activities.workflows.using import KeptWhileUsed
from departments.history import DepartmentHistory
from departments.models import Department
from departments.scope import DepartmentFilter, DepartmentScope, visible

MOST_SHOWN = 100


class OwnedFilter(admin.SimpleListFilter):
    title = "owner"
    parameter_name = "owned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("me", "Mine"), ("nobody", "Nobody's")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "me":
                return queryset.filter(owner=request.user.pk)
            case "nobody":
                return queryset.filter(owner=None)
        return queryset


@admin.register(Case)
class CaseAdmin(DepartmentHistory, DepartmentScope):
    """Made by mail alone, and never deleted by hand."""

    form = CaseForm
    list_display = (
        "__str__",
        "subject_or_none",
        "state",
        "priority",
        "owner",
        "tag_words",
        "opened_at",
    )
    list_display_links = ("__str__", "subject_or_none")
    list_filter = ("status", "priority", OwnedFilter, DepartmentFilter)
    list_select_related = ("owner",)
    search_fields = ("subject", "tags__word", "=id")
    search_help_text = "Subject, tag or number"
    searched_first = True
    ordering = ("-pk",)
    change_form_outer_before_template = "activities/case_mail.html"
    fieldsets = (
        ("State", {"fields": ("status", "stream", "tag_words")}),
        ("Priority", {"fields": (("impact", "urgency"), "priority")}),
        ("Owner", {"fields": (("owner_group", "owner"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        found: QuerySet[Case] = super().get_queryset(request)
        return found.select_related("department__partition").prefetch_related("tags")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What became part of another case is only looked at."""
        merged = obj is not None and obj.merged_into_id
        return not merged and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Case, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        setting.move_up(obj)
        if "tag_words" in form.cleaned_data:
            setting.set_tags(obj, form.cleaned_data["tag_words"])
        telling.of_changes("settings", [obj])

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context: dict[str, Any] = {}
        if object_id.isdecimal():
            every = Activity.objects.filter(case=int(object_id)).defer("text", "html")
            mail = visible(every, request.user, "department")
            context["mail"] = mail.select_related("queue", "taken_by")[:MOST_SHOWN]
        return super().change_view(request, object_id, form_url, context)

    @display(description="Subject", ordering="subject")
    def subject_or_none(self, case: Case) -> str:
        return case.subject[:120] or "(no subject)"

    @display(
        description="Status",
        ordering="status",
        label={Status.NEW.label: "info", Status.OPEN.label: "warning"},
    )
    def state(self, case: Case) -> str:
        return case.get_status_display()

    @display(description="Tags")
    def tag_words(self, case: Case) -> str:
        return ", ".join(str(one) for one in case.tags.all())


@admin.register(CaseTemplate)
class CaseTemplateAdmin(KeptWhileUsed, DepartmentHistory, DepartmentScope):
    form = CaseTemplateForm
    named_by = "template"
    list_display = ("name", "department", "queue", "priority_words", "status", "used_by")
    list_filter = (DepartmentFilter,)
    list_select_related = ("department__partition", "queue")
    search_fields = ("name",)
    search_help_text = "Name"
    fields = (
        "department",
        "name",
        "queue",
        "status",
        "priority_rule",
        "priority",
        ("impact", "urgency"),
        "stream",
        "owner_group",
    )
    conditional_fields = {"priority": "priority_rule == 'fixed'"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseTemplate]:
        found: QuerySet[CaseTemplate] = super().get_queryset(request)
        return found.prefetch_related("aliases")

    @display(description="Priority")
    def priority_words(self, one: CaseTemplate) -> str:
        return str(one.priority) if one.priority_rule == "fixed" else "by the matrix"

    @display(description="Aliases")
    def used_by(self, one: CaseTemplate) -> str:
        return ", ".join(alias.address for alias in one.aliases.all() if not alias.deleted_at)


@admin.register(PriorityMatrix)
class PriorityMatrixAdmin(DepartmentHistory, DepartmentScope):
    """Seen by members of the root department, as the partition is."""

    form = PriorityMatrixForm
    list_display = ("__str__", "partition")
    list_select_related = ("partition",)
    fieldsets = (
        (None, {"fields": ("partition",)}),
        (
            "Priority by impact and urgency",
            {"fields": CELLS, "description": "1 is the most urgent, 5 the least."},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriorityMatrix]:
        queryset: QuerySet[PriorityMatrix] = super(DepartmentScope, self).get_queryset(request)
        if request.user.is_superuser:
            return queryset
        roots = Department.objects.visible_to(request.user).filter(parent=None)
        return queryset.filter(partition__in=roots.values("partition"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A matrix stays in its partition."""
        return ("partition",) if obj else ()
