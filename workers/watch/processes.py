"""What the heartbeats in the database say of scheduler and nodes (P23)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.timesince import timesince

from aliases.incidents.models import Kind
from aliases.incidents.opening import Trouble
from aliases.instances import ServiceInstance
from workers.models import Heartbeat, Node

MISSING = timedelta(minutes=2)
# Leases and due times rest on the nodes' clocks; so many seconds apart begin to matter.
CLOCKS_APART = 10.0


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


def nodes(now: datetime) -> Iterator[Trouble]:
    for node in Node.objects.filter(ended_at=None, seen_at__lt=now - MISSING):
        yield Trouble(
            Kind.NODE,
            node.name,
            f"The node has not been heard of for {timesince(node.seen_at, now)}.",
            remedy=f"Look at the machine {node.host} and start the node anew; if it is gone for "
            "good, forget it on the page of the nodes.",
        )


def unserved(now: datetime) -> Iterator[Trouble]:
    """Instances that are to run, have aliases, and no live node."""
    live = Node.objects.filter(ended_at=None, seen_at__gte=now - MISSING)
    served = {queue for node in live for queue in node.served}
    for instance in ServiceInstance.objects.filter(enabled=True).select_related("partition"):
        if instance.queue not in served and instance.aliases.exists():
            yield Trouble(
                Kind.NO_NODE,
                f"{instance.get_direction_display()}: {instance.partition} › {instance}",
                "No node serves it: the mail of its aliases waits.",
                remedy="Start a node (manage.py node).",
            )


def clocks(now: datetime) -> Iterator[Trouble]:
    live = Node.objects.filter(ended_at=None, seen_at__gte=now - MISSING)
    for node in live:
        if abs(node.clock_offset) > CLOCKS_APART:
            yield Trouble(
                Kind.CLOCK,
                node.name,
                f"Its clock is {abs(node.clock_offset):.0f} seconds "
                f"{'behind' if node.clock_offset > 0 else 'ahead of'} the database's.",
                remedy="Let NTP set the clocks of all machines.",
            )
