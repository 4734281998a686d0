"""Masking patterns in the console: seen by members of the root department, as the partition is."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, path
from unfold.decorators import display

from departments.history import DepartmentHistory
from departments.masking import ready_made
from departments.masking.forms import FIELDS, MaskingPatternForm, PreviewForm, initial
from departments.masking.stored import MaskingPattern
from departments.models import Department
from departments.scope import DepartmentScope


@admin.register(MaskingPattern)
class MaskingPatternAdmin(DepartmentHistory, DepartmentScope):
    form = MaskingPatternForm
    list_display = ("name", "state", "ways", "where", "partition")
    list_filter = ("active",)
    list_select_related = ("partition",)
    search_fields = ("name", "expression")
    search_help_text = "Name or expression"
    fields = FIELDS
    autocomplete_fields = ("departments",)
    warn_unsaved_form = True
    list_before_template = "departments/masking_ready.html"
    change_form_after_template = "departments/masking_preview.html"

    class Media:
        js = ("mailcenter/masking.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[MaskingPattern]:
        queryset: Any = super(DepartmentScope, self).get_queryset(request)
        if not request.user.is_superuser:
            roots = Department.objects.visible_to(request.user).filter(parent=None)
            queryset = queryset.filter(partition__in=roots.values("partition"))
        found: QuerySet[MaskingPattern] = queryset.prefetch_related("departments")
        return found

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview)
        own = path("preview/", view, name="departments_maskingpattern_preview")
        return [own, *super().get_urls()]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        first: dict[str, Any] = super().get_changeform_initial_data(request)
        return first | initial(request.GET.get("ready", ""))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A pattern stays in its partition."""
        return ("partition",) if obj else ()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"ready_made": ready_made.ALL, "may_add": self.has_add_permission(request)}
        return super().changelist_view(request, context)

    def preview(self, request: HttpRequest) -> HttpResponse:
        """What the pattern makes of a sample; nothing is stored."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return JsonResponse(PreviewForm(request.POST).answer())

    @display(description="", label={"on": "success", "off": "warning"})
    def state(self, pattern: MaskingPattern) -> str:
        return "on" if pattern.active else "off"

    @display(description="Mail")
    def ways(self, pattern: MaskingPattern) -> str:
        both = (("incoming", pattern.inbound), ("outgoing", pattern.outbound))
        return " and ".join(name for name, chosen in both if chosen)

    @display(description="Departments")
    def where(self, pattern: MaskingPattern) -> str:
        return ", ".join(sorted(str(one) for one in pattern.departments.all())) or "all"
