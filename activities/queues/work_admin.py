"""The mail in queues as a list to work on."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.timesince import timesince
from unfold.decorators import display

from activities.models import Activity, Queue, QueuedActivity
from activities.queues import pages, rights
from activities.queues.columns import ORDER
from activities.queues.filters import QueueFilter, StateFilter
from activities.reading import search
from departments import paging
from departments.scope import DepartmentFilter, ReadOnly
from departments.visibility import named

NEWEST_FIRST = ("-at", "-id")
URGENT = {"1": "danger", "2": "warning"}


@admin.register(QueuedActivity)
class QueuedActivityAdmin(ReadOnly):
    list_display = ("urgency", "subject_or_none", "sender", "case_state", "queue", "since", "who")
    list_display_links = ("subject_or_none",)
    list_filter = (QueueFilter, StateFilter, "priority", DepartmentFilter)
    list_select_related = ("case", "queue", "taken_by")
    search_fields = ("subject", "sender", "to", "text", "message_id")
    search_help_text = "Subject, people, text or Message-ID"
    chosen_first = True
    list_before_template = "activities/queue_head.html"
    actions = ("take", "give_back", "close", "transfer")

    def get_queryset(self, request: HttpRequest) -> QuerySet[QueuedActivity]:
        # A list shows no texts, which may be long.
        texts = ("text", "html", "references", "to", "cc")
        rows: QuerySet[QueuedActivity] = super().get_queryset(request).defer(*texts)
        if not self.is_list(request) or request.user.is_superuser:
            return rows.filter(queue__isnull=False)
        # Asked by queue as well, what waits is read from its index alone.
        return rows.filter(queue__in=named(Queue.objects.visible_to(request.user)))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What is closed, the newest first: in the order of work all of it would be sorted."""
        return NEWEST_FIRST if _closed(request) else ORDER

    def get_sortable_by(self, request: HttpRequest) -> tuple[str, ...]:
        return () if _closed(request) else tuple(self.list_display)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        found = search.found(queryset, search_term)
        if found is not None:
            paging.note_more(request, found.more)
            return found.rows, False
        return super().get_search_results(request, queryset, search_term)

    @display(description="Priority", ordering="priority", label=URGENT)
    def urgency(self, activity: Activity) -> str:
        return str(activity.priority)

    @display(description="Subject", ordering="subject")
    def subject_or_none(self, activity: Activity) -> str:
        return str(activity)[:120]

    @display(description="Case")
    def case_state(self, activity: Activity) -> str:
        return f"{activity.case}, {activity.case.get_status_display().lower()}"

    @display(description="Waiting for", ordering="queued_at")
    def since(self, activity: Activity) -> str:
        return timesince(activity.queued_at, timezone.now()) if activity.queued_at else "—"

    @display(description="Taken by", ordering="taken_by")
    def who(self, activity: Activity) -> str:
        return str(activity.taken_by or "nobody")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "activities_queuedactivity"
        own = [path("<int:pk>/work/", view(self.work), name=f"{name}_work")]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        chosen = request.GET.get("queue", "")
        number = int(chosen) if chosen.isdecimal() else 0
        mine = rights.workable(request.user).filter(pk=number).first() if number else None
        seen = Queue.objects.visible_to(request.user).filter(pk=number) if number else []
        queue = mine or next(iter(seen), None)
        return super().changelist_view(request, {"queue": queue, "works": mine is not None})  # type: ignore[no-any-return]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Mail is read on its own page."""
        activity = self.get_object(request, object_id)
        if activity is None or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)  # type: ignore[no-any-return]
        return redirect("admin:activities_activity_change", activity.pk)

    def work(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        activity = self.get_object(request, str(pk))
        if activity is None:
            raise Http404
        return pages.work(request, activity)

    def has_work_permission(self, request: HttpRequest) -> bool:
        """Of some queue; of which, each deed asks."""
        return any(request.user.has_perm(one) for one in (rights.WORK, rights.EXCEPTIONS))

    @admin.action(description="Take", permissions=["work"])
    def take(self, request: HttpRequest, queryset: QuerySet[QueuedActivity]) -> None:
        pages.many(request, queryset, "take")

    @admin.action(description="Return", permissions=["work"])
    def give_back(self, request: HttpRequest, queryset: QuerySet[QueuedActivity]) -> None:
        pages.many(request, queryset, "return")

    @admin.action(description="Close", permissions=["work"])
    def close(self, request: HttpRequest, queryset: QuerySet[QueuedActivity]) -> None:
        pages.many(request, queryset, "close")

    @admin.action(description="Transfer…", permissions=["work"])
    def transfer(
        self, request: HttpRequest, queryset: QuerySet[QueuedActivity]
    ) -> HttpResponse | None:
        return pages.transfer(self, request, queryset)


def _closed(request: HttpRequest) -> bool:
    return request.GET.get("state") == "closed"
