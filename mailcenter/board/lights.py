"""The lights of the board: retrieving, dispatching, scheduler, broker, nodes. Green, yellow, red, or off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timesince import timesince

from aliases.directions import Direction
from aliases.incidents.models import Incident, Kind
from aliases.instances import ServiceInstance
from departments import guard
from mailcenter.board import reading
from workers import lights as operation
from workers.models import Heartbeat, Node
from workers.watch import jobs
from workers.watch.processes import MISSING

WORDS = {"green": "works", "yellow": "works partly", "red": "does not work", "off": "is stopped"}


@dataclass(frozen=True, slots=True)
class Light:
    name: str
    colour: str
    words: str
    link: str = ""

    @property
    def says(self) -> str:
        return WORDS[self.colour]


# What operation calls the lights, in the board's colours.
COLOURS = {
    operation.Light.GREEN: "green",
    operation.Light.YELLOW: "yellow",
    operation.Light.RED: "red",
    operation.Light.OFF: "off",
}


def asked(now: datetime) -> dict[str, QuerySet[Any, Any]]:
    """What `shown` wants to have read."""
    first = {
        one.value: reading.aggregate(jobs.overdue(one, now), jobs.EARLIEST) for one in Direction
    }
    broker = reading.count(Incident.objects.open().filter(kind=Kind.BROKER))
    ticked = Heartbeat.objects.filter(name=Heartbeat.SCHEDULER).values("at")
    return first | {"broker": broker, "ticked": ticked}


def shown(user: Any, read: reading.Numbers, now: datetime) -> list[Light]:
    nodes = [one for one in Node.objects.all() if one.ended_at is None]
    live = [one for one in nodes if one.lives(now)]
    served = frozenset(queue for node in live for queue in node.served)
    instances = list(ServiceInstance.objects.visible_to(user))
    found = []
    for one in Direction:
        mine = operation.count((each for each in instances if each.direction == one), served)
        found.append(_direction(one, mine, jobs.waited(read[one.value], now).total_seconds()))
    rest = (_scheduler(read["ticked"], now), _broker(bool(read["broker"])))
    return [*found, *rest, _nodes(len(live), len(nodes)), _production()]


def _direction(direction: Direction, mine: operation.Count, wait: float) -> Light:
    behind = f", behind by {wait:.0f} s" if wait > 10 else ""
    words = f"{mine.running} of {mine.defined} running{behind}"
    link = reverse("admin:aliases_serviceinstance_changelist") + f"?direction__exact={direction}"
    return Light(direction.label, COLOURS[mine.light], words, link)


def _scheduler(last: datetime | None, now: datetime) -> Light:
    if last is None:
        return Light("Scheduler", "red", "has never ticked")
    good = now - last <= MISSING
    words = "ticks" if good else f"silent for {timesince(last, now)}"
    return Light("Scheduler", "green" if good else "red", words)


def _broker(away: bool) -> Light:  # one thing of two
    """As the watchdog found it: it has to look longer than a moment."""
    words = "orders do not reach the nodes" if away else "passes orders on"
    return Light("Broker", "red" if away else "green", words)


def _nodes(live: int, known: int) -> Light:
    words = f"{live} of {known} alive"
    shade = COLOURS[operation.light(known, live)] if known else "red"
    return Light("Nodes", shade, words, reverse("admin:workers_node_changelist"))


def _production() -> Light:
    good = guard.is_production()
    words = "production system" if good else "a copy: nothing is retrieved or sent"
    return Light("Installation", "green" if good else "red", words)
