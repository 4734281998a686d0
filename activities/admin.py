"""Activities in the console."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.decorators import display

from activities import (
    bounces,
    downloads,
    exceptions_admin,
    failed_admin,
    regrouping_pages,
    revealing,
    sending_admin,
    trace_pages,
)
from activities.cases import admin as cases_admin
from activities.composing.pages import ComposedPages
from activities.hooks import pages as hook_pages
from activities.models import Activity, Case, RecipientState
from activities.queues import admin as queues_admin
from activities.queues import panel
from activities.reading.pages import ReadingPages
from activities.threads import showing
from activities.workflows import admin_pages as workflow_pages
from activities.workflows import showing as deciding
from activities.writing.pages import WritingPages
from attachments import fates
from attachments.held import State
from departments.scope import DepartmentFilter, ReadOnly
from departments.visibility import visible

__all__ = [
    "cases_admin",
    "exceptions_admin",
    "failed_admin",
    "hook_pages",
    "queues_admin",
    "sending_admin",
    "workflow_pages",
]

# The page looks again by itself while a recipient is in one of these states.
UNSETTLED = (RecipientState.QUEUED, RecipientState.SENDING)


@admin.register(Activity)
class ActivityAdmin(WritingPages, ReadingPages, ComposedPages, ReadOnly):
    list_display = ("way", "subject_or_none", "sender", "to", "alias", "at", "sending")
    list_display_links = ("subject_or_none",)
    list_filter = ("direction", "decided__dropped", DepartmentFilter)
    list_select_related = ("alias",)
    search_fields = ("subject", "sender", "to", "text", "message_id")
    search_help_text = "Subject, people, text or Message-ID"
    not_listed = ("text", "html", "references", "in_reply_to", "why", "notes", "threading_why")
    # By any other column the database would sort all mail there is.
    sortable_by = ("at",)
    change_form_template = "activities/read.html"
    list_before_template = "activities/list_head.html"
    actions = ("split_cases", "merge_cases")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Activity]:
        queryset: QuerySet[Activity] = super().get_queryset(request)
        return queryset.prefetch_related("recipients")

    @display(description="", label={"in": "info", "out": "primary"})
    def way(self, activity: Activity) -> str:
        return "in" if activity.direction == "inbound" else "out"

    @display(description="Subject")
    def subject_or_none(self, activity: Activity) -> str:
        return str(activity)[:120]

    @display(description="Sending")
    def sending(self, activity: Activity) -> str:
        states = {one.get_state_display() for one in activity.recipients.all()}
        return ", ".join(sorted(states))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("trace/", view(self.trace), name="activities_activity_trace"),
            path("<int:pk>/source/", view(self.source), name="activities_activity_source"),
            path(
                "<int:pk>/attachment/<int:attachment>/",
                view(self.attachment),
                name="activities_activity_attachment",
            ),
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        activity = self.get_object(request, object_id)
        context: dict[str, Any] = {"activity": activity, "title": None}
        if activity is not None:
            context["title"] = str(activity)
            # Not activity.case.activities: an alias that moved brings no mail of its old department.
            context["case"] = self.get_queryset(request).filter(case=activity.case_id)
            # A case of another department is named by its number alone.
            mine = visible(Case.objects.filter(pk=activity.case_id), request.user, "department")
            context["case_seen"] = mine.exists()
            context["links"] = showing.links(activity.case, self.get_queryset(request))
            context["deeds"] = showing.deeds(activity.case, request.user)
            context["waits"] = panel.shown(activity, request.user)
            context["bounces"] = bounces.shown(activity, request.user)
            context["decided"] = deciding.shown(activity)
            held = fates.of_activity(activity.pk)
            context["attachments"] = [
                (one, None if fate is None or fate.state == State.RESTORED else fate)
                for one in activity.attachments.all()
                for fate in [held.get(one.path)]
            ]
            context["unsettled"] = activity.recipients.filter(state__in=UNSETTLED).exists()
        return super().change_view(request, object_id, form_url, context)

    def has_thread_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("activities.thread_cases"))

    @admin.action(description="Split off into a new case…", permissions=["thread"])
    def split_cases(self, request: HttpRequest, queryset: QuerySet[Activity]) -> HttpResponse:
        return regrouping_pages.answer(self, request, queryset, "split")

    @admin.action(description="Merge their cases…", permissions=["thread"])
    def merge_cases(self, request: HttpRequest, queryset: QuerySet[Activity]) -> HttpResponse:
        return regrouping_pages.answer(self, request, queryset, "merge")

    def trace(self, request: HttpRequest) -> HttpResponse:
        """Everything that happened to a message (OP-8)."""
        return trace_pages.answer(self, request)

    def source(self, request: HttpRequest, pk: int) -> FileResponse:
        """The message as it was received."""
        activity = self._visible(request, pk)
        if activity.kept_raw is None:
            raise Http404
        answer = downloads.raw_message(request, activity.kept_raw)
        revealing.note(activity, request.user, revealing.Revealed.What.RAW)
        return answer

    def attachment(self, request: HttpRequest, pk: int, attachment: int) -> FileResponse:
        activity = self._visible(request, pk)
        found = activity.attachments.filter(pk=attachment).first()
        if found is None or activity.kept_raw is None:
            raise Http404
        if not fates.may_be_read(activity.pk, found.path):
            raise PermissionDenied("This attachment was removed.")
        return downloads.part(activity.kept_raw, found)

    def _visible(self, request: HttpRequest, pk: int) -> Activity:
        if not self.has_view_permission(request):
            raise PermissionDenied
        activity: Activity | None = self.get_object(request, str(pk))
        if activity is None:
            raise Http404
        return activity
