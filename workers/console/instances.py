"""Service instances in the console: how each stands, Start and Stop, and moving their aliases (SV-1, SV-3)."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from unfold.decorators import display
from unfold.views import ChangeList

from aliases import assigning
from aliases.columns import ago
from aliases.directions import Direction
from aliases.instances import ServiceInstance
from aliases.models import Alias
from departments.forms import ReasonForm
from departments.history import DepartmentHistory, reason_missing, reason_typed
from departments.models import Department
from departments.scope import DepartmentScope, visible
from workers import lights, standing
from workers.console.labels import LIGHTS
from workers.models import Node

PAGE = "admin:aliases_serviceinstance_change"


FIELDS = ("partition", "direction", "name", "description", "concurrency")
# Of dispatchers alone (SV-4).
PARAMETERS = ("batch_size", "sleep_minutes", "smtp_timeout", "by_priority")


class InstanceForm(ReasonForm):
    """A number that is left empty stays as it is."""

    class Meta:
        model = ServiceInstance
        fields = (*FIELDS, *PARAMETERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"batch_size", "sleep_minutes"} & set(self.fields):
            self.fields[name].required = False

    def clean_batch_size(self) -> int:
        return int(self.cleaned_data["batch_size"] or self.instance.batch_size)

    def clean_sleep_minutes(self) -> int:
        typed = self.cleaned_data["sleep_minutes"]
        return int(self.instance.sleep_minutes if typed is None else typed)


class InstanceList(ChangeList):
    """Each row knows how it stands."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        found = standing.of(list(self.result_list), timezone.now())
        for one in self.result_list:
            one.standing = found[one.pk]


@admin.register(ServiceInstance)
class InstanceAdmin(DepartmentHistory, DepartmentScope):
    """Seen by the members of the partition; changed and switched by those of its root department."""

    form = InstanceForm
    list_display = (
        "light",
        "name",
        "direction",
        "partition",
        "assigned",
        "concurrency",
        "nodes",
        "heartbeat",
        "jobs",
        "hour",
    )
    list_display_links = ("name",)
    list_filter = ("direction", "enabled")
    list_select_related = ("partition",)
    search_fields = ("name", "description")
    actions = ("start_selected", "stop_selected")
    # The kind is no field of the form once it is chosen.
    conditional_fields = dict.fromkeys(
        PARAMETERS, "typeof direction == 'undefined' || direction == 'dispatch'"
    )
    list_before_template = "workers/instances_head.html"
    change_form_outer_before_template = "workers/instance_head.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceInstance]:
        queryset: Any = super(DepartmentScope, self).get_queryset(request)
        return queryset.visible_to(request.user)  # type: ignore[no-any-return]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return InstanceList

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An instance stays in its partition, and what it is."""
        return ("partition", "direction") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        sends = obj is None or obj.direction == Direction.DISPATCH
        return (*FIELDS, *PARAMETERS) if sends else FIELDS

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "sleep_minutes" in form.changed_data:
            assigning.awake(obj)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        ServiceInstance.objects.complete()
        context = {"counts": self._counts(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def _counts(self, request: HttpRequest) -> list[tuple[Any, lights.Count]]:
        """Each partition that the person sees, and how many of its instances run."""
        queues = standing.served(Node.objects.live(timezone.now()))
        found: dict[Any, list[ServiceInstance]] = {}
        for one in self.get_queryset(request).select_related("partition"):
            found.setdefault(one.partition, []).append(one)
        return [(partition, lights.count(some, queues)) for partition, some in found.items()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        context = dict(extra_context or {})
        one = self.get_object(request, object_id) if object_id else None
        if one is not None:
            context["standing"] = standing.of([one], timezone.now())[one.pk]
            context["may_control"] = self._may(request, one, "control_instance")
            context["others"] = self._others(request, one)
        return super().changeform_view(request, object_id, form_url, context)

    def _others(self, request: HttpRequest, one: ServiceInstance) -> list[ServiceInstance]:
        same = {"partition": one.partition_id, "direction": one.direction}
        return list(self.get_queryset(request).filter(**same).exclude(pk=one.pk))

    def _may(self, request: HttpRequest, one: ServiceInstance, what: str) -> bool:
        """It concerns the whole partition: only members of its root department act."""
        roots = Department.objects.visible_to(request.user).filter(parent=None)
        mine = request.user.is_superuser or roots.filter(partition=one.partition_id).exists()
        return mine and bool(request.user.has_perm(f"aliases.{what}"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = bool(super().has_change_permission(request, obj))
        return allowed and (obj is None or self._may(request, obj, "change_serviceinstance"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The defaults stay, and whoever has aliases keeps them until they are moved."""
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None:
            return True
        free = not obj.is_default and not obj.aliases.exists()
        return free and self._may(request, obj, "delete_serviceinstance")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Deleted aliases, whose rows stay, are given to the default: they hold nothing up."""
        return [str(one) for one in objs], {self.opts.verbose_name: len(objs)}, set(), []

    def delete_model(self, request: HttpRequest, obj: ServiceInstance) -> None:
        default = ServiceInstance.objects.default(obj.partition_id, Direction(obj.direction))
        column = assigning.COLUMN[Direction(obj.direction)]
        Alias.objects.filter(**{column: obj}).exclude(deleted_at=None).update(**{column: default})
        super().delete_model(request, obj)

    def get_actions(self, request: HttpRequest) -> Any:
        """Instances are deleted one by one: each has obstacles of its own."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{what}/", view(do), name=f"aliases_serviceinstance_{what}")
            for what, do in (("start", self.start), ("stop", self.stop), ("move", self.move))
        ]
        return [*own, *super().get_urls()]

    def start(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._switched(request, pk, enabled=True)

    def stop(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._switched(request, pk, enabled=False)

    def _switched(self, request: HttpRequest, pk: int, *, enabled: bool) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        one = self._acted_on(request, pk, "control_instance")
        self._switch(request, [one], enabled=enabled)
        return redirect(PAGE, pk)

    def _acted_on(self, request: HttpRequest, pk: int, what: str) -> ServiceInstance:
        one: ServiceInstance | None = self.get_object(request, str(pk))
        if one is None:
            raise Http404
        if not self._may(request, one, what):
            raise PermissionDenied
        return one

    def _switch(self, request: HttpRequest, some: list[ServiceInstance], *, enabled: bool) -> None:
        if reason_missing(request, some):
            return
        done = assigning.switch(some, enabled=enabled, reason=reason_typed(request))
        words = "started" if enabled else "stopped: what is in hand is finished, nothing else begun"
        messages.success(request, f"{done} service instance{'' if done == 1 else 's'} {words}.")

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All aliases that the person sees go to another instance of the partition."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        one = self._acted_on(request, pk, "control_instance")
        if not request.user.has_perm("aliases.change_alias"):
            raise PermissionDenied
        chosen = request.POST.get("to", "")
        to = next((other for other in self._others(request, one) if str(other.pk) == chosen), None)
        if to is None:
            messages.error(request, "Choose the instance that the aliases are to go to.")
        elif not reason_missing(request, [one]):
            self._move(request, one, to)
        return redirect(PAGE, pk)

    def _move(self, request: HttpRequest, one: ServiceInstance, to: ServiceInstance) -> None:
        seen = list(visible(one.aliases, request.user, "department"))
        done = assigning.move_all(one, to, seen, reason_typed(request))
        messages.success(request, f"{done} aliases moved to {to}.")
        if left := one.aliases.count():
            words = f"{left} aliases of departments that you do not see stay: ask an administrator."
            messages.warning(request, words)

    def has_control_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("aliases.control_instance"))

    @admin.action(description="Start", permissions=["control"])
    def start_selected(self, request: HttpRequest, queryset: QuerySet[ServiceInstance]) -> None:
        self._switch(request, self._allowed(request, queryset), enabled=True)

    @admin.action(description="Stop", permissions=["control"])
    def stop_selected(self, request: HttpRequest, queryset: QuerySet[ServiceInstance]) -> None:
        self._switch(request, self._allowed(request, queryset), enabled=False)

    def _allowed(
        self, request: HttpRequest, queryset: QuerySet[ServiceInstance]
    ) -> list[ServiceInstance]:
        return [one for one in queryset if self._may(request, one, "control_instance")]

    @display(description="Status", label=LIGHTS)
    def light(self, one: Any) -> str:
        return str(one.standing.light)

    @display(description="Aliases")
    def assigned(self, one: Any) -> str:
        link = reverse("admin:aliases_job_changelist") + f"?instance={one.pk}"
        return format_html('<a class="underline" href="{}">{}</a>', link, one.standing.aliases)

    @display(description="Nodes")
    def nodes(self, one: Any) -> str:
        return ", ".join(one.standing.nodes) or "none"

    @display(description="Last heartbeat")
    def heartbeat(self, one: Any) -> str:
        return ago(one.standing.seen_at)

    @display(description="Jobs in hand")
    def jobs(self, one: Any) -> int:
        return int(one.standing.jobs)

    @display(description="Mail, last hour")
    def hour(self, one: Any) -> int:
        return int(one.standing.messages)
