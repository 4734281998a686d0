"""The lights of the board: retrieving, dispatching, scheduler, broker, nodes. Green, yellow, red, or off."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timesince import timesince

from aliases.directions import Direction
from aliases.incidents.models import Incident, Kind
from aliases.instances import ServiceInstance
from departments import guard
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


def shown(user: Any, now: datetime) -> list[Light]:
    served = frozenset(queue for node in Node.objects.live(now) for queue in node.served)
    instances = list(ServiceInstance.objects.visible_to(user))
    found = [_direction(one, instances, served, now) for one in Direction]
    return [*found, _scheduler(now), _broker(), _nodes(now), _production()]


def _direction(
    direction: Direction, instances: list[ServiceInstance], served: frozenset[str], now: datetime
) -> Light:
    mine = operation.count((one for one in instances if one.direction == direction), served)
    wait = jobs.longest_wait(direction, now).total_seconds()
    behind = f", behind by {wait:.0f} s" if wait > 10 else ""
    words = f"{mine.running} of {mine.defined} running{behind}"
    link = reverse("admin:aliases_serviceinstance_changelist") + f"?direction__exact={direction}"
    return Light(direction.label, COLOURS[mine.light], words, link)


def _scheduler(now: datetime) -> Light:
    last = Heartbeat.objects.seen(Heartbeat.SCHEDULER)
    if last is None:
        return Light("Scheduler", "red", "has never ticked")
    good = now - last <= MISSING
    words = "ticks" if good else f"silent for {timesince(last, now)}"
    return Light("Scheduler", "green" if good else "red", words)


def _broker() -> Light:
    """As the watchdog found it: it has to look longer than a moment."""
    away = Incident.objects.open().filter(kind=Kind.BROKER).exists()
    words = "orders do not reach the nodes" if away else "passes orders on"
    return Light("Broker", "red" if away else "green", words)


def _nodes(now: datetime) -> Light:
    live = Node.objects.live(now).count()
    lost = Node.objects.lost(now).count()
    words = f"{live} of {live + lost} alive"
    shade = COLOURS[operation.light(live + lost, live)] if live + lost else "red"
    return Light("Nodes", shade, words, reverse("admin:workers_node_changelist"))


def _production() -> Light:
    good = guard.is_production()
    words = "production system" if good else "a copy: nothing is retrieved or sent"
    return Light("Installation", "green" if good else "red", words)
