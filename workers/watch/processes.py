"""What the heartbeats in the database say of scheduler, broker and nodes (P23)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timesince import timesince

from aliases.incidents.models import Incident, Kind
from aliases.incidents.opening import Trouble
from aliases.instances import ServiceInstance
from aliases.models import Alias
from workers.models import BELIEVED, Heartbeat, Node

MISSING = timedelta(minutes=2)
# Leases and due times rest on the nodes' clocks; so many seconds apart begin to matter.
CLOCKS_APART = 10.0
# What keeps all work from being done.
CAUSES = (Kind.SCHEDULER, Kind.BROKER, Kind.NO_NODE)


def scheduler(now: datetime) -> Iterator[Trouble]:
    last = Heartbeat.objects.seen(Heartbeat.SCHEDULER)
    if last is not None and now - last <= MISSING:
        return
    since = f"for {timesince(last, now)}" if last else "at all"
    yield Trouble(
        Kind.SCHEDULER,
        "Scheduler",
        f"It has not ticked {since}: nothing is retrieved or sent.",
        remedy="Start it (celery beat), or the whole installation anew, and look into its log.",
    )


def broker(now: datetime) -> Iterator[Trouble]:
    """The clock goes round, nodes live, and yet no tick is done: what is between them is away.

    Nodes that have just come, and what has just been mended, get time for their first tick.
    """
    ticked = Heartbeat.objects.seen(Heartbeat.TICK)
    if ticked is None or now - ticked <= MISSING:
        return
    if not Incident.objects.open().filter(kind=Kind.BROKER) and not _orders_should_come(now):
        return
    yield Trouble(
        Kind.BROKER,
        "Broker",
        f"The scheduler ticks and nodes live, but no tick has been done for {timesince(ticked, now)}: "
        "nothing is retrieved or sent.",
        remedy="Look whether the broker (Redis, REDIS_URL) runs, and whether scheduler and nodes "
        "reach the same one. What waits is done when it is back.",
    )


def _orders_should_come(now: datetime) -> bool:
    scheduled = Heartbeat.objects.seen(Heartbeat.SCHEDULER)
    if scheduled is None or now - scheduled > BELIEVED:
        return False
    awake = Node.objects.live(now).filter(started_at__lte=now - MISSING)
    return awake.exists() and not disturbed(now)


def disturbed(now: datetime) -> bool:
    """Whether something keeps all work from being done, or did until a moment ago."""
    lately = Q(closed_at__gt=now - MISSING)
    causes = Q(kind__in=CAUSES) & (Q(closed_at=None) | lately)
    return Incident.objects.filter(causes | Q(kind=Kind.NODE) & lately).exists() or bool(idle(now))


def live(now: datetime) -> QuerySet[Node]:
    """The nodes that are not missed: a little longer than Node.objects.live() believes them."""
    return Node.objects.filter(ended_at=None, seen_at__gte=now - MISSING)


def silent(now: datetime) -> QuerySet[Node]:
    return Node.objects.filter(ended_at=None, seen_at__lt=now - MISSING)


def nodes(now: datetime) -> Iterator[Trouble]:
    """One for each node, however many workers it had."""
    found: dict[str, list[Node]] = defaultdict(list)
    for worker in silent(now):
        found[worker.name.rpartition("@")[2]].append(worker)
    for name, workers in found.items():
        queues = sorted({queue for one in workers for queue in one.served})
        yield Trouble(
            Kind.NODE,
            name,
            f"The node has not been heard of for {timesince(max(w.seen_at for w in workers), now)}. "
            f"It served {', '.join(queues)}.",
            remedy=f"Look at the machine {workers[0].host} and start the node anew; if it is gone "
            "for good, forget it on the page of the nodes.",
        )


def idle(now: datetime) -> list[ServiceInstance]:
    """Instances that are to run, have aliases, and that no node has served for a while.

    Not at once: a node that is started anew is away for some seconds.
    """
    served = {
        queue for node in Node.objects.filter(seen_at__gte=now - MISSING) for queue in node.served
    }
    present = Alias.objects.filter(deleted_at=None)
    retrieves = Exists(present.filter(retriever=OuterRef("pk")))
    dispatches = Exists(present.filter(dispatcher=OuterRef("pk")))
    wanted = ServiceInstance.objects.filter(retrieves | dispatches, enabled=True)
    return [one for one in wanted.select_related("partition") if one.queue not in served]


def unserved(now: datetime) -> Iterator[Trouble]:
    """Where a silent node had served it, that is the trouble, and said already."""
    told = {queue for node in silent(now) for queue in node.served}
    for instance in idle(now):
        if instance.queue not in told:
            yield Trouble(
                Kind.NO_NODE,
                f"{instance.get_direction_display()}: {instance.partition} › {instance}",
                "No node serves it: the mail of its aliases waits.",
                remedy="Start a node (manage.py node).",
            )


def clocks(now: datetime) -> Iterator[Trouble]:
    for node in live(now):
        if abs(node.clock_offset) > CLOCKS_APART:
            yield Trouble(
                Kind.CLOCK,
                node.name,
                f"Its clock is {abs(node.clock_offset):.0f} seconds "
                f"{'behind' if node.clock_offset > 0 else 'ahead of'} the database's.",
                remedy="Let NTP set the clocks of all machines.",
            )
