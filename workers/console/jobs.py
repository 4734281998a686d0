"""The jobs of aliases in the console: how each went and when it goes again; "run now" (SV-6)."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timeuntil
from unfold.decorators import display

from aliases import health
from aliases.columns import BY_THE_SYSTEM, ago, shortened
from aliases.conditions import Condition
from aliases.directions import Direction
from aliases.instances import ServiceInstance
from aliases.jobs import Job
from departments.scope import DepartmentFilter, ReadOnly
from workers.console.labels import STATES, WORKING


class JobDepartmentFilter(DepartmentFilter):
    lookup = "alias__department"


class InstanceFilter(admin.SimpleListFilter):
    title = "service instance"
    parameter_name = "instance"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        mine = ServiceInstance.objects.visible_to(request.user).select_related("partition")
        return [(str(one.pk), f"{one} ({one.partition})") for one in mine]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        chosen = self.value() or ""
        if not chosen.isdecimal():
            return queryset
        mine = Q(direction=Direction.RETRIEVE, alias__retriever=chosen)
        return queryset.filter(mine | Q(direction=Direction.DISPATCH, alias__dispatcher=chosen))


@admin.register(Job)
class JobAdmin(ReadOnly):
    department_lookup = "alias__department"
    list_display = (
        "state",
        "button",
        "whose",
        "direction",
        "last",
        "next",
        "took",
        "numbers",
        "trouble",
        "node",
    )
    list_display_links = None
    list_filter = ("direction", "condition", InstanceFilter, JobDepartmentFilter)
    list_select_related = ("alias__department__partition", "alias__retriever", "alias__dispatcher")
    search_fields = ("alias__name", "alias__address", "error", "node")
    search_help_text = "Name or address of the alias, error or node"
    ordering = ("alias__name", "direction")
    actions = ("run_selected",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        queryset: QuerySet[Job] = super().get_queryset(request)
        return queryset.filter(alias__deleted_at=None)

    def get_list_display(self, request: HttpRequest) -> list[str]:
        runs = self.has_run_permission(request)
        return [one for one in self.list_display if runs or one != "button"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.run)
        return [path("<int:pk>/run/", view, name="aliases_job_run"), *super().get_urls()]

    def has_run_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("aliases.test_alias"))

    def run(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_run_permission(request):
            raise PermissionDenied
        job: Job | None = self.get_object(request, str(pk))
        if job is None:
            raise Http404
        self._run(request, [job])
        return redirect(f"{reverse('admin:aliases_job_changelist')}?{request.GET.urlencode()}")

    @admin.action(description="Run now", permissions=["run"])
    def run_selected(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        self._run(request, list(queryset))

    def _run(self, request: HttpRequest, some: list[Job]) -> None:
        """Due now; what failures have made of them is forgotten."""
        for job in some:
            health.restart(job.alias, Direction(job.direction), now=timezone.now())
            if why := obstacle(job):
                messages.warning(request, f"{job} does not run: {why}.")
        due = sum(not obstacle(job) for job in some)
        messages.success(request, f"{due} job{'' if due == 1 else 's'} due now.")

    @display(description="State", label=STATES)
    def state(self, job: Job) -> str:
        return BY_THE_SYSTEM.get(Condition(job.condition), WORKING)

    @display(description="Alias", ordering="alias__name")
    def whose(self, job: Job) -> str:
        link = reverse("admin:aliases_alias_change", args=(job.alias_id,))
        return format_html('<a class="underline" href="{}">{}</a>', link, job.alias)

    @display(description="Last run", ordering="last_attempt_at")
    def last(self, job: Job) -> str:
        return ago(job.last_attempt_at)

    @display(description="Next run", ordering="next_due_at")
    def next(self, job: Job) -> str:
        return next_run(job, timezone.now())

    @display(description="Took", ordering="seconds")
    def took(self, job: Job) -> str:
        return f"{job.seconds:.1f} s" if job.last_attempt_at else "—"

    @display(description="Found / done / failed")
    def numbers(self, job: Job) -> str:
        return f"{job.found} / {job.done} / {job.failed}"

    @display(description="Error")
    def trouble(self, job: Job) -> str:
        return shortened(job.error)

    @display(description="")
    def button(self, job: Job) -> str:
        """Sends the list's own form, which has the token, to another address."""
        words = '<button class="mc-link" formaction="{}" formmethod="post">Run now</button>'
        return format_html(words, reverse("admin:aliases_job_run", args=(job.pk,)))


def obstacle(job: Job) -> str:
    """Why it does not run, also when it is due; '' where nothing stands in the way."""
    retrieving = job.direction == Direction.RETRIEVE
    instance = job.alias.retriever if retrieving else job.alias.dispatcher
    if instance is None:
        return f"no {'retriever' if retrieving else 'dispatcher'} is assigned"
    if not instance.enabled:
        return f"{instance} is stopped"
    return "the alias is inactive" if retrieving and not job.alias.active else ""


def next_run(job: Job, now: datetime) -> str:
    """In words, for people."""
    if job.leased_until and job.leased_until > now:
        return "running now"
    if job.condition == Condition.STOPPED:
        return "when somebody tries again"
    if why := obstacle(job):
        return f"not while {why}" if "assigned" not in why else why
    if job.next_due_at is None:
        return "when there is something to send"
    due = max(job.next_due_at, job.not_before or job.next_due_at)
    return f"in {timeuntil(due, now)}" if due > now else "now"
