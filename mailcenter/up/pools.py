"""Which Celery workers a node is to run, as the service instances say in the database."""

from collections.abc import Iterable
from dataclasses import dataclass

from aliases.directions import Direction
from aliases.instances import ServiceInstance, queue_of

NAMES = {Direction.RETRIEVE: "retriever", Direction.DISPATCH: "dispatcher"}
# Every worker listens to the ticks, so that they come through where all others are busy.
TICKS = "tick"


@dataclass(frozen=True, slots=True)
class Pool:
    """One worker: its name on the node, its queue, and how many aliases it serves at a time."""

    name: str
    queue: str
    concurrency: int

    @property
    def queues(self) -> str:
        return f"{self.queue},{TICKS}"


def wanted(directions: Iterable[Direction]) -> list[Pool]:
    """One for the defaults of each direction, with the largest concurrency of theirs, and one for
    each further instance, also where it is stopped. Raises DatabaseError.
    """
    found = []
    for direction in directions:
        instances = ServiceInstance.objects.filter(direction=direction).order_by("pk")
        defaults = [one.concurrency for one in instances if one.is_default]
        name, queue = NAMES[direction], queue_of(direction, None)
        found.append(Pool(name, queue, max(defaults, default=_usual())))
        found += [
            Pool(f"{name}-{one.pk}", one.queue, one.concurrency)
            for one in instances
            if not one.is_default
        ]
    return found


def _usual() -> int:
    return int(ServiceInstance._meta.get_field("concurrency").get_default())
