"""Workflows and texts of acknowledgements in the console."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from unfold.decorators import display

from activities.workflows import editor, trying_page, versions_page
from activities.workflows.page_forms import TextForm, WorkflowForm
from activities.workflows.stored import AcknowledgementText, Workflow
from activities.workflows.using import KeptWhileUsed
from departments.history import DepartmentHistory
from departments.scope import DepartmentFilter, DepartmentScope


@admin.register(Workflow)
class WorkflowAdmin(DepartmentHistory, DepartmentScope):
    form = WorkflowForm
    list_display = ("name", "state", "position", "whose", "department")
    list_filter = (DepartmentFilter, "active")
    list_select_related = ("department__partition",)
    list_before_template = "activities/workflows/list_head.html"
    search_fields = ("name", "description", "aliases__address")
    search_help_text = "Name, description or alias"
    fields = ("department", "name", "description", "active", "position", "shared", "aliases")
    autocomplete_fields = ("aliases",)
    change_form_outer_before_template = "activities/workflows/head.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Workflow]:
        found: QuerySet[Workflow] = super().get_queryset(request)
        return found.prefetch_related("aliases")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Its rules name rows of its department."""
        return ("department",) if obj else ()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "activities_workflow"
        own = [
            path("<int:pk>/rules/", view(self.rules), name=f"{name}_rules"),
            path("<int:pk>/versions/", view(self.versions), name=f"{name}_versions"),
            path("<int:pk>/versions/<int:number>/", view(self.back), name=f"{name}_back"),
            path("<int:pk>/try/", view(self.attempt), name=f"{name}_try"),
            path("<int:pk>/try/part/", view(self.attempt_part), name=f"{name}_part"),
        ]
        return own + super().get_urls()

    def response_add(
        self, request: HttpRequest, obj: Workflow, post_url_continue: Any = None
    ) -> HttpResponse:
        """Its rules come next."""
        return redirect("admin:activities_workflow_rules", obj.pk)

    def rules(self, request: HttpRequest, pk: int) -> HttpResponse:
        return editor.page(self, request, self._visible(request, pk))

    def versions(self, request: HttpRequest, pk: int) -> HttpResponse:
        return versions_page.page(self, request, self._visible(request, pk))

    def back(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        return versions_page.back(self, request, self._visible(request, pk), number)

    def attempt(self, request: HttpRequest, pk: int) -> HttpResponse:
        return trying_page.page(self, request, self._visible(request, pk))

    def attempt_part(self, request: HttpRequest, pk: int) -> HttpResponse:
        return trying_page.part(request, self._visible(request, pk))

    def _visible(self, request: HttpRequest, pk: int) -> Workflow:
        if not self.has_view_permission(request):
            raise PermissionDenied
        workflow: Workflow | None = self.get_object(request, str(pk))
        if workflow is None:
            raise Http404
        return workflow

    @display(
        description="State",
        label={"off": "warning", "not published": "warning", "no alias": "warning"},
    )
    def state(self, workflow: Workflow) -> str:
        if not workflow.active:
            return "off"
        if not workflow.version:
            return "not published"
        used = workflow.shared or list(workflow.aliases.all())
        return f"version {workflow.version}" if used else "no alias"

    @display(description="For")
    def whose(self, workflow: Workflow) -> str:
        if workflow.shared:
            return "every alias of the department"
        found = sorted(one.address for one in workflow.aliases.all())
        more = f" and {len(found) - 2} more" if len(found) > 2 else ""
        return ", ".join(found[:2]) + more or "—"


@admin.register(AcknowledgementText)
class AcknowledgementTextAdmin(KeptWhileUsed, DepartmentHistory, DepartmentScope):
    form = TextForm
    named_by = "acknowledge"
    list_display = ("name", "for_whom", "subject", "department")
    list_display_links = ("name",)
    list_filter = (DepartmentFilter,)
    list_select_related = ("department__partition",)
    search_fields = ("name", "subject", "text")
    search_help_text = "Name, subject or text"
    fields = ("department", "name", "language", "subject", "text")

    def name_in_rules(self, row: AcknowledgementText) -> str:
        """Rules name texts by name; without that for all others there is none."""
        return "" if row.language else row.name

    @display(description="Language", ordering="language")
    def for_whom(self, text: AcknowledgementText) -> str:
        return text.language or "all others"
