"""Queues in the console: how much waits in each, and who works on them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from unfold.decorators import display

from activities.models import Activity, Queue
from activities.queues import pages, work_admin
from activities.queues.columns import OPEN
from activities.queues.forms import QueueForm
from activities.workflows.using import KeptWhileUsed
from departments.history import DepartmentHistory
from departments.organisation import with_present
from departments.scope import DepartmentFilter, DepartmentScope

__all__ = ["work_admin"]


@admin.register(Queue)
class QueueAdmin(KeptWhileUsed, DepartmentHistory, DepartmentScope):
    form = QueueForm
    named_by = "queue"
    list_display = ("name", "department", "waits", "oldest_waits", "is_taken", "my_own", "workers")
    list_filter = (DepartmentFilter,)
    list_select_related = ("department__partition",)
    search_fields = ("name", "description")
    search_help_text = "Name or description"
    fields = ("department", "name", "description", "teams", "people")
    autocomplete_fields = ("teams", "people")
    change_form_outer_before_template = "activities/queue_settings_head.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Queue]:
        queryset: Any = super().get_queryset(request)
        if not self.is_list(request):
            return queryset  # type: ignore[no-any-return]
        return queryset.with_numbers(request.user).prefetch_related("teams", "people")  # type: ignore[no-any-return]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.next_one)
        return [path("<int:pk>/next/", view, name="activities_queue_next"), *super().get_urls()]

    def next_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        return pages.next_one(request, pk)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Who stands there already may stay, whoever looks."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            for name in ("teams", "people"):
                if name in form.base_fields:
                    with_present(form.base_fields[name], getattr(obj, name).all())
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A queue stays in its department: its mail would be seen elsewhere."""
        return ("department",) if obj else ()

    def get_actions(self, request: HttpRequest) -> Any:
        """Queues are deleted one by one: mail waits in them."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        queue = self.get_object(request, object_id)
        words = _obstacle(queue) if queue and self.has_delete_permission(request, queue) else ""
        if queue is not None and words:
            messages.error(request, words)
            return redirect("admin:activities_queue_change", queue.pk)
        return super().delete_view(request, object_id, extra_context)

    @display(description="Waiting", ordering="waiting")
    def waits(self, queue: Any) -> SafeString:
        return _link(queue, "", queue.waiting, "waiting")

    @display(description="The oldest waits for", ordering="oldest")
    def oldest_waits(self, queue: Any) -> str:
        return timesince(queue.oldest, timezone.now()) if queue.oldest else "—"

    @display(description="Taken", ordering="taken")
    def is_taken(self, queue: Any) -> SafeString:
        return _link(queue, "&state=taken", queue.taken, "taken")

    @display(description="By me", ordering="mine")
    def my_own(self, queue: Any) -> SafeString:
        return _link(queue, "&state=mine", queue.mine, "taken by me")

    @display(description="Worked on by")
    def workers(self, queue: Queue) -> str:
        named = [*map(str, queue.teams.all()), *map(str, queue.people.all())]
        more = f" and {len(named) - 3} more" if len(named) > 3 else ""
        return ", ".join(named[:3]) + more or "everybody with the permission"


def _link(queue: Queue, query: str, number: int, words: str) -> SafeString:
    return format_html(
        '<a class="underline" href="{}{}" aria-label="{}: {} {}">{}</a>',
        pages.list_of(queue),
        query,
        queue,
        number,
        words,
        number,
    )


def _obstacle(queue: Queue) -> str:
    """Why the queue cannot be deleted now; '' where it can."""
    if queue.made_by_the_system:
        return "Every department has this queue: it goes with the department alone."
    number = Activity.objects.filter(OPEN, queue=queue).count()
    if number:
        return f"{number} are in it: transfer or close them first."
    templates = ", ".join(map(str, queue.case_templates.all()))
    return f"Case templates use it: {templates}. Choose another queue there." if templates else ""
