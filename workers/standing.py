"""How service instances stand at this moment: nodes, jobs in hand, mail of the last hour. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet

from activities.models import Activity, Recipient
from activities.models import Direction as Way
from aliases.directions import Direction
from aliases.instances import ServiceInstance
from aliases.jobs import Job
from aliases.models import Alias
from workers import lights
from workers.lights import Light
from workers.models import Node

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Standing:
    light: Light
    nodes: tuple[str, ...]
    seen_at: datetime | None
    aliases: int
    jobs: int
    messages: int


def served(nodes: Iterable[Node]) -> frozenset[str]:
    """The names of all queues that the nodes serve."""
    return frozenset(queue for node in nodes for queue in node.served)


def of(instances: Sequence[ServiceInstance], now: datetime) -> dict[int, Standing]:
    """The standing of each, by its id; as many queries for many as for one."""
    nodes = list(Node.objects.live(now))
    numbers = [_numbers(direction, now) for direction in Direction]
    aliases, jobs, mail = ({**one, **other} for one, other in zip(*numbers, strict=True))
    queues = served(nodes)
    found = {}
    for one in instances:
        mine = [node for node in nodes if one.queue in node.served]
        found[one.pk] = Standing(
            light=lights.count([one], queues).light,
            nodes=tuple(node.name for node in mine),
            seen_at=max((node.seen_at for node in mine), default=None),
            aliases=aliases.get(one.pk, 0),
            jobs=jobs.get(one.pk, 0),
            messages=mail.get(one.pk, 0),
        )
    return found


def _numbers(direction: Direction, now: datetime) -> tuple[dict[int, int], ...]:
    """Assigned aliases, jobs in hand and mail of the last hour, each by the id of the instance."""
    running = Job.objects.filter(direction=direction, leased_until__gt=now)
    if direction == Direction.RETRIEVE:
        came = Activity.objects.filter(direction=Way.INBOUND, at__gt=now - HOUR)
        mail = _by(came, "alias__retriever")
        return _by(Alias.objects.present(), "retriever"), _by(running, "alias__retriever"), mail
    sent = Recipient.objects.filter(sent_at__gt=now - HOUR)
    mail = _by(sent, "alias__dispatcher")
    return _by(Alias.objects.present(), "dispatcher"), _by(running, "alias__dispatcher"), mail


def _by(rows: QuerySet[Any], lookup: str) -> dict[int, int]:
    grouped = rows.order_by().exclude(**{lookup: None}).values(instance=F(lookup))
    return {one["instance"]: one["n"] for one in grouped.annotate(n=Count("pk"))}
