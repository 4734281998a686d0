"""The exception queue in the console: what came back, and what people do about it."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from unfold.decorators import display

from activities import working
from activities.models import Activity, Direction, ExceptionActivity, Queue, Worked
from activities.queues.columns import OPEN
from activities.threads import showing
from activities.working import CannotWork, Deed
from activities.working_pages import WorkForm, answer
from departments.scope import DepartmentFilter, ReadOnly, visible
from departments.visibility import named
from exceptions.kinds import BOUNCES, ExceptionKind

# Something was done about it; a condition of its own, so that no row is listed twice.
WORKED = Q(Exists(Worked.objects.filter(activity=OuterRef("pk"))))


class OpenFilter(admin.SimpleListFilter):
    """Without a choice the list is the queue: what nobody has dealt with yet."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("done", "Worked off"), ("every", "All exceptions")]

    def choices(self, changelist: Any) -> Any:
        first, *rest = super().choices(changelist)
        yield {**first, "display": "To be worked off"}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "done":
            return queryset.filter(WORKED)
        if self.value() == "every":
            return queryset.exclude(exception="")
        queues = Queue.objects.visible_to(request.user).filter(exceptions=True)
        return queryset.filter(OPEN, queue__in=named(queues))


class UnmatchedFilter(admin.SimpleListFilter):
    """Bounces that lead to no mail of ours (P33)."""

    title = "mail it is about"
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("unmatched", "Unmatched bounces"), ("matched", "Known")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        bounces = queryset.filter(exception__in=BOUNCES, direction=Direction.INBOUND)
        if self.value() == "unmatched":
            return bounces.exclude(answers__direction=Direction.OUTBOUND)
        if self.value() == "matched":
            return queryset.filter(answers__direction=Direction.OUTBOUND)
        return queryset


@admin.register(ExceptionActivity)
class ExceptionActivityAdmin(ReadOnly):
    list_display = ("kind", "subject_or_none", "addresses", "decided_by", "alias", "at")
    list_display_links = ("subject_or_none",)
    list_filter = (OpenFilter, UnmatchedFilter, "exception", DepartmentFilter)
    list_select_related = ("alias",)
    search_fields = ("subject", "sender", "text", "reports__address", "message_id")
    search_help_text = "Subject, sender, text, reported address or Message-ID"
    not_listed = ("text", "html", "references", "why")
    # By any other column the database would sort all that ever came back.
    sortable_by = ("at",)
    chosen_first = True
    actions = ("mark_done",)
    change_form_template = "activities/exception.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExceptionActivity]:
        queryset: Any = super().get_queryset(request)
        seen = queryset.filter(~Q(exception="") | WORKED)
        return seen.prefetch_related("reports", "recipients")  # type: ignore[no-any-return]

    @display(
        description="Subtype",
        ordering="exception",
        label={
            ExceptionKind.PERMANENT.label: "danger",
            ExceptionKind.TEMPORARY.label: "warning",
            ExceptionKind.DELAYED.label: "warning",
        },
    )
    def kind(self, activity: Activity) -> str:
        return activity.get_exception_display() or "Ordinary mail"

    @display(description="Subject", ordering="subject")
    def subject_or_none(self, activity: Activity) -> str:
        return str(activity)[:120]

    @display(description="Reported addresses")
    def addresses(self, activity: Activity) -> str:
        found = [one.address for one in activity.reports.all() if one.address]
        found += [one.address for one in activity.recipients.all() if one.state == "failed"]
        more = f" and {len(found) - 2} more" if len(found) > 2 else ""
        return ", ".join(found[:2]) + more or "—"

    @display(description="Decided by", ordering="exception_rule")
    def decided_by(self, activity: Activity) -> str:
        return activity.exception_rule

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.work)
        own = path("<int:pk>/work/", view, name="activities_exceptionactivity_work")
        return [own, *super().get_urls()]

    def has_process_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("activities.process_exceptions"))

    @admin.action(description="Mark the chosen ones done", permissions=["process"])
    def mark_done(self, request: HttpRequest, queryset: QuerySet[ExceptionActivity]) -> None:
        done = 0
        for activity in queryset:
            try:
                working.done(activity, Deed(request.user, "", timezone.now()))
                done += 1
            except CannotWork:
                continue
        self.message_user(request, f"{done} marked done.")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        activity = self.get_object(request, object_id)
        if activity is None or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)  # type: ignore[no-any-return]
        return self._shown(request, activity, WorkForm(activity=activity, user=request.user))

    def work(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One deed, by the button that was pressed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_process_permission(request):
            raise PermissionDenied
        activity = self.get_object(request, str(pk))
        if activity is None:
            raise Http404
        form = WorkForm(request.POST, activity=activity, user=request.user)
        return answer(request, form) or self._shown(request, activity, form)

    def _shown(self, request: HttpRequest, activity: Activity, form: WorkForm) -> HttpResponse:
        about = working.mail_of(activity)
        seen = visible(Activity.objects.all(), request.user, "department")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "activity": activity,
            "original": activity,
            "about": about if about and seen.filter(pk=about.pk).exists() else None,
            "links": showing.links(activity.case, seen),
            "form": form,
            "may_work": self.has_process_permission(request) and activity.exception_open,
            "title": str(activity),
        }
        return render(request, "activities/exception.html", context)
