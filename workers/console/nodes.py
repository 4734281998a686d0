"""Nodes in the console: who works where, read only."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display
from unfold.views import ChangeList

from aliases.columns import ago
from aliases.instances import ServiceInstance
from aliases.jobs import Job
from departments.scope import DepartmentScope, ReadOnly
from workers import lights
from workers.console.labels import LIGHTS
from workers.lights import Light
from workers.models import Node

# A clock that differs by more than this disturbs leases and schedules; in seconds.
CLOCK_LIMIT = 2.0


class NodeList(ChangeList):
    """Each row knows the instances whose queues it serves, and how many jobs it has in hand."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        instances = list(ServiceInstance.objects.all())
        running = Job.objects.filter(leased_until__gt=timezone.now()).order_by().values("node")
        jobs = dict(running.annotate(n=Count("pk")).values_list("node", "n"))
        for node in self.result_list:
            queues = node.served if node.lives(timezone.now()) else frozenset()
            mine = [one for one in instances if one.queue in node.served]
            node.count, node.jobs = lights.count(mine, queues), jobs.get(node.name, 0)


@admin.register(Node)
class NodeAdmin(ReadOnly):
    """Nodes belong to no department: the list is all there is of them."""

    list_display = (
        "light",
        "name",
        "host",
        "queues",
        "instances",
        "concurrency",
        "jobs",
        "processed",
        "since",
        "heartbeat",
        "clock",
    )
    list_display_links = None
    search_fields = ("name", "host")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Node]:
        queryset: QuerySet[Node] = super(DepartmentScope, self).get_queryset(request)
        return queryset

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return NodeList

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_view_permission(request))

    @display(description="Status", label=LIGHTS)
    def light(self, node: Node) -> str:
        """Off where it took its leave, red where it fell silent."""
        if node.ended_at is not None:
            return str(Light.OFF)
        return str(Light.GREEN if node.lives(timezone.now()) else Light.RED)

    @display(description="Instances")
    def instances(self, node: Any) -> str:
        return f"{node.count.running} running of {node.count.defined}"

    @display(description="Jobs in hand")
    def jobs(self, node: Any) -> int:
        return int(node.jobs)

    @display(description="Since", ordering="started_at")
    def since(self, node: Node) -> str:
        return ago(node.started_at)

    @display(description="Last heartbeat", ordering="seen_at")
    def heartbeat(self, node: Node) -> str:
        return ago(node.seen_at)

    @display(description="Clock", ordering="clock_offset")
    def clock(self, node: Node) -> str:
        wrong = abs(node.clock_offset) > CLOCK_LIMIT
        words = f"{abs(node.clock_offset):.1f} s {'behind' if node.clock_offset > 0 else 'ahead'}"
        return f"{words}: set this machine's clock" if wrong else "right"
