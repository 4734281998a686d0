"""Starting and stopping service instances, and giving aliases to others; each with its reason.

Nobody is told: retrievers and dispatchers look into the database before each message.
"""

from collections.abc import Iterable

from django.db import transaction

from aliases import jobs
from aliases.conditions import Condition
from aliases.directions import Direction
from aliases.instances import ServiceInstance
from aliases.jobs import Job
from aliases.models import Alias

COLUMN = {Direction.RETRIEVE: "retriever", Direction.DISPATCH: "dispatcher"}


def switch(instances: Iterable[ServiceInstance], *, enabled: bool, reason: str) -> int:
    """Starts or stops them; returns how many were not so already."""
    changed = [one for one in instances if one.enabled != enabled]
    for one in changed:
        one.enabled = enabled
        one._change_reason = reason or None  # type: ignore[attr-defined]
        one.save(update_fields=["enabled"])
    return len(changed)


def awake(instance: ServiceInstance) -> None:
    """Its sleep time was changed: who sleeps by the old one runs at the next tick (P43)."""
    mine = Job.objects.filter(direction=instance.direction, condition=Condition.WORKING)
    mine.filter(**{f"alias__{COLUMN[Direction(instance.direction)]}": instance}).update(
        not_before=None
    )


@transaction.atomic
def assign(alias: Alias, direction: Direction, to: ServiceInstance | None, reason: str) -> None:
    """Takes effect at the next tick; a run that has begun is finished where it is."""
    column = COLUMN[direction]
    setattr(alias, column, to)
    alias._change_reason = reason or None  # type: ignore[attr-defined]
    alias.save(update_fields=[column])
    jobs.unclaim([alias.pk], direction)


@transaction.atomic
def move_all(
    instance: ServiceInstance, to: ServiceInstance, aliases: Iterable[Alias], reason: str
) -> int:
    """Gives those of ``aliases`` that ``instance`` has to ``to``; returns how many they were."""
    direction = Direction(instance.direction)
    column = f"{COLUMN[direction]}_id"
    mine = [one for one in aliases if getattr(one, column) == instance.pk]
    for alias in mine:
        assign(alias, direction, to, reason)
    return len(mine)
