"""Webhooks and their events in the console: settings with their history, a test, and sending again."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from unfold.decorators import display

from activities.hooks import delivering, telling
from activities.hooks.forms import HookForm, ReplayForm
from activities.hooks.models import EventState, Hook, HookEvent, Kind
from aliases.columns import ago
from departments import trials
from departments.history import DepartmentHistory
from departments.scope import DepartmentFilter, DepartmentScope, ReadOnly
from departments.trials import Refused
from wire.errors import WireError

PAGE = "admin:activities_hook_change"


@admin.register(Hook)
class HookAdmin(DepartmentHistory, DepartmentScope):
    form = HookForm
    list_display = ("light", "name", "department", "tells", "waiting", "told", "trouble")
    list_display_links = ("name",)
    list_filter = (DepartmentFilter, "enabled")
    list_select_related = ("department__partition",)
    search_fields = ("name", "department__name")
    search_help_text = "Name or department"
    compressed_fields = False
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": ("department", "name", "enabled")}),
        ("Where to", {"fields": ("url", "typed_secret")}),
        (
            "What is told",
            {"fields": (("on_activity", "on_exception", "on_case"), "with_people", "keep_days")},
        ),
    )
    change_form_outer_after_template = "activities/hooks/hook_foot.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hook]:
        queryset: QuerySet[Hook] = super().get_queryset(request)
        queued = HookEvent.objects.filter(hook=OuterRef("pk"), state=EventState.QUEUED).order_by()
        number = queued.values("hook").annotate(number=Count("pk")).values("number")
        return queryset.annotate(queued=Coalesce(Subquery(number), 0))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/test/", view(self.test), name="activities_hook_test"),
            path("<int:pk>/replay/", view(self.replay), name="activities_hook_replay"),
        ]
        return [*own, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        context: dict[str, Any] = dict(extra_context or {})
        one = self.get_object(request, object_id) if object_id else None
        if one is not None:
            context |= {"hook": one, "replay": ReplayForm(), "newest": one.events.all()[:10]}
        return super().changeform_view(request, object_id, form_url, context)

    def _acted_on(self, request: HttpRequest, pk: int) -> Hook:
        one: Hook | None = self.get_object(request, str(pk))
        if one is None:
            raise Http404
        if not self.has_change_permission(request, one):
            raise PermissionDenied
        return one

    def test(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sends a test event at once and says how the receiver took it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        hook = self._acted_on(request, pk)
        try:
            trial = trials.begin(
                request.user, "webhook", about=str(hook), department=hook.department
            )
        except Refused as error:
            messages.error(request, str(error))
            return redirect(PAGE, pk)
        now = timezone.now()
        try:
            delivering.post(hook, telling.event(hook, Kind.TEST, {}, now), now)
        except WireError as error:
            trial.end(str(error))
            messages.error(request, str(error))
        else:
            trial.end("The receiver took the test event.")
            messages.success(request, "The receiver took the test event.")
        return redirect(PAGE, pk)

    def replay(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything since a time is sent once more."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        hook = self._acted_on(request, pk)
        form = ReplayForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(map(str, form.errors["since"])))
            return redirect(PAGE, pk)
        done = delivering.replay(hook, since=form.cleaned_data["since"], now=timezone.now())
        messages.success(request, f"{done} events wait to be sent again.")
        return redirect(PAGE, pk)

    @display(
        description="State",
        label={"Working": "success", "Failing": "danger", "Off": "info", "Nothing yet": "info"},
    )
    def light(self, hook: Hook) -> str:
        if not hook.enabled:
            return "Off"
        if hook.failures:
            return "Failing"
        return "Working" if hook.last_success_at else "Nothing yet"

    @display(description="Tells")
    def tells(self, hook: Hook) -> str:
        wanted = {"activities": hook.on_activity, "exceptions": hook.on_exception}
        wanted["cases"] = hook.on_case
        return ", ".join(word for word, on in wanted.items() if on) or "nothing"

    @display(description="Waiting")
    def waiting(self, hook: Any) -> int:
        return int(hook.queued)

    @display(description="Last told")
    def told(self, hook: Hook) -> str:
        return ago(hook.last_success_at)

    @display(description="Error")
    def trouble(self, hook: Hook) -> str:
        return hook.error[:200] or "—"


class HookDepartmentFilter(DepartmentFilter):
    lookup = "hook__department"


@admin.register(HookEvent)
class HookEventAdmin(ReadOnly):
    department_lookup = "hook__department"
    list_display = ("light", "what", "hook", "at", "tries", "sent_at", "error")
    list_display_links = ("what",)
    list_filter = ("state", "kind", HookDepartmentFilter)
    list_select_related = ("hook",)
    search_fields = ("key", "hook__name", "body")
    search_help_text = "Key, webhook or what it tells"
    show_full_result_count = False
    ordering = ("-pk",)
    fields = (
        "hook",
        "key",
        "kind",
        "at",
        "state",
        "tries",
        "next_try_at",
        "sent_at",
        "error",
        "body",
    )
    actions = ("send_again",)

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("activities.change_hook"))

    @admin.action(description="Send once more", permissions=["replay"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[HookEvent]) -> None:
        done = delivering.again(queryset.order_by().values_list("pk", flat=True), timezone.now())
        self.message_user(request, f"{done} events wait to be sent again.")

    @display(
        description="State",
        ordering="state",
        label={EventState.SENT.label: "success", EventState.FAILED.label: "danger"},
    )
    def light(self, event: HookEvent) -> str:
        return event.get_state_display()

    @display(description="Event", ordering="kind")
    def what(self, event: HookEvent) -> str:
        return str(event)
