"""The history of a configuration object in the console: reading it, and going back to a version.

Every change, deletion and return is recorded with its reason (OR-8).
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import actions
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from departments import story
from departments.forms import REASON_MISSING
from departments.trail import asks_reason

LINES_A_PAGE = 50


def reason_typed(request: HttpRequest) -> str:
    return request.POST.get("change_reason", "").strip()


def reason_missing(request: HttpRequest, rows: Any) -> bool:
    """Whether the rows' partitions ask for a reason and none was typed; says so to the person."""
    if reason_typed(request) or not any(asks_reason(row) for row in rows):
        return False
    messages.error(request, REASON_MISSING)
    return True


def delete_selected(page: Any, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
    """The usual deletion, which asks again where the reason is missing."""
    if request.POST.get("post") and reason_missing(request, queryset):
        asked: Any = request.POST.copy()
        del asked["post"]
        request.POST = asked
    return actions.delete_selected(page, request, queryset)


class DepartmentHistory(admin.ModelAdmin):  # type: ignore[type-arg]
    """For the page of a model whose ``history`` is a Trail and whose form is a ReasonForm."""

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_simple_history"
        view = self.admin_site.admin_view(self.version_view)
        own = path("<path:object_id>/history/<int:version_id>/", view, name=name)
        return [own, *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        row = self._existing(request, object_id)
        records = row.history.order_by("-history_id")
        page = Paginator(records, LINES_A_PAGE).get_page(request.GET.get("p"))
        told = [story.line(request, record) for record in page]
        context = {"page": page, "lines": told, "title": f"History of {row}"}
        return self._rendered(request, row, "departments/history.html", context)

    def version_view(self, request: HttpRequest, object_id: str, version_id: int) -> HttpResponse:
        """A former version beside the present one; POST returns to it."""
        row = self._existing(request, object_id)
        record = get_object_or_404(row.history, history_id=version_id)
        form = self._form_of(request, row, record)
        refused: list[str] = []
        if request.method == "POST":
            if not self.has_change_permission(request, row):
                raise PermissionDenied
            if form.is_valid():
                return self._returned(request, form)
            refused = story.refusals(form)
        row.refresh_from_db()
        context = {
            "line": story.line(request, record),
            "changes": story.differences(request, record, row.history.latest()),
            "refused": refused,
            "reason": reason_typed(request),
            "asks_reason": asks_reason(row),
            "may_return": self.has_change_permission(request, row),
            "title": f"{row}: a former version",
        }
        return self._rendered(request, row, "departments/version.html", context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        row = self.get_object(request, unquote(object_id))
        allowed = row is not None and self.has_delete_permission(request, row)
        if request.method == "POST" and allowed and reason_missing(request, [row]):
            return redirect(request.get_full_path())
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj._change_reason = reason_typed(request) or None
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """One by one, so that each deletion stands in the history with its reason."""
        for one in queryset:
            self.delete_model(request, one)

    def get_actions(self, request: HttpRequest) -> Any:
        found: dict[str, Any] = super().get_actions(request)
        if "delete_selected" in found:
            found["delete_selected"] = (delete_selected, *found["delete_selected"][1:])
        return found

    def _existing(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        return row

    def _form_of(self, request: HttpRequest, row: Model, record: Any) -> Any:
        """The change form, filled in as the former version was: so all its rules hold."""
        form = self.get_form(request, row, change=True)
        return form(story.as_typed(form(instance=row), record, reason_typed(request)), instance=row)

    @transaction.atomic
    def _returned(self, request: HttpRequest, form: Any) -> HttpResponse:
        row = self.save_form(request, form, change=True)
        self.save_model(request, row, form, change=True)
        form.save_m2m()
        messages.success(request, f"{row} is as it was in that version. Passwords are unchanged.")
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return redirect(reverse(name, args=(row.pk,)))

    def _rendered(
        self, request: HttpRequest, row: Any, template: str, context: dict[str, Any]
    ) -> HttpResponse:
        common = {"row": row, "opts": self.opts, "original": row}
        return TemplateResponse(
            request, template, self.admin_site.each_context(request) | common | context
        )
