"""The figures for Prometheus, counted in the database when asked: every process tells the same.

Labels are states and numbers, never addresses.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from activities.models import UNFINISHED, RawMessage, Recipient
from aliases.directions import Direction
from aliases.incidents.models import Incident
from aliases.instances import ServiceInstance
from aliases.jobs import Job
from aliases.models import Alias
from workers.models import Heartbeat, Node
from workers.watch import jobs
from workers.watch.look import AWAKE
from workers.watch.processes import MISSING

__all__ = ["CONTENT_TYPE", "text"]


def text(now: datetime) -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(now))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        yield from _jobs(self.now)
        yield from _mail()
        yield from _processes(self.now)


def _jobs(now: datetime) -> Iterator[Metric]:
    aliases = Alias.objects.present().order_by().values_list("status").annotate(Count("pk"))
    yield _gauge("aliases", "Aliases by the status people gave them", "status", aliases)
    present = Job.objects.filter(alias__deleted_at=None).order_by()
    conditions = present.values_list("direction", "condition").annotate(Count("pk"))
    family = GaugeMetricFamily(
        "mailcenter_jobs", "Jobs by what failures made of them", labels=("direction", "condition")
    )
    for direction, condition, number in conditions:
        family.add_metric((direction, condition), number)
    yield family
    lag = [(one.value, jobs.longest_wait(one, now).total_seconds()) for one in Direction]
    yield _gauge("lag_seconds", "How long the most overdue job waits", "direction", lag)
    running = present.filter(leased_until__gt=now).values_list("direction").annotate(Count("pk"))
    yield _gauge("jobs_running", "Jobs that a node works on", "direction", running)
    for name, words in (
        ("total_done", "Messages retrieved or sent"),
        ("total_failures", "Runs that failed"),
    ):
        counted = Job.objects.order_by().values_list("direction").annotate(Sum(name))
        counter = CounterMetricFamily(f"mailcenter_{name[6:]}", words, labels=("direction",))
        for direction, number in counted:
            counter.add_metric((direction,), number)
        yield counter


def _mail() -> Iterator[Metric]:
    states = Recipient.objects.filter(state__in=UNFINISHED)
    counted = states.order_by().values_list("state").annotate(Count("pk"))
    yield _gauge("recipients", "Recipients that are not sent to, by state", "state", counted)
    shelf = RawMessage.objects.on_the_shelf().order_by().values_list("state").annotate(Count("pk"))
    yield _gauge("failed_messages", "Messages on the shelf, by state", "state", shelf)
    open_ones = Incident.objects.open().order_by().values_list("kind").annotate(Count("pk"))
    yield _gauge("incidents", "Open incidents by cause", "cause", open_ones)


def _processes(now: datetime) -> Iterator[Metric]:
    beats = Heartbeat.objects.exclude(name=AWAKE).values_list("name", "at")
    ages = [(name, (now - at).total_seconds()) for name, at in beats]
    yield _gauge("heartbeat_age_seconds", "Since scheduler and watchdog were seen", "name", ages)
    nodes = Node.objects.filter(ended_at=None)
    live = nodes.filter(seen_at__gte=now - MISSING).count()
    states = (("live", live), ("missing", nodes.count() - live))
    yield _gauge("nodes", "Nodes by state", "state", states)
    enabled = ServiceInstance.objects.order_by().values_list("enabled").annotate(Count("pk"))
    switched = [("started" if on else "stopped", number) for on, number in enabled]
    yield _gauge("service_instances", "Service instances by state", "state", switched)


def _gauge(name: str, words: str, label: str, values: Iterable[Any]) -> Metric:
    family = GaugeMetricFamily(f"mailcenter_{name}", words, labels=(label,))
    for value, number in values:
        family.add_metric((str(value),), number)
    return family
