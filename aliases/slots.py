"""How many sessions there may be at once: one for a mailbox, so many for a server (P25, RE-4, RE-8).

Also kept free: half of an instance's places, so that sick mailboxes never occupy all of them (P03).
"""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from aliases.directions import Direction


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session goes: the server, and for retrieving the mailbox there."""

    host: str
    mailbox: str = ""


def place_of(alias: Any, direction: Direction) -> Place:
    """From the alias, or from its email account."""
    from aliases import connections

    if direction == Direction.DISPATCH:
        return Place(connections.outgoing_endpoint(alias).host.lower())
    endpoint = connections.incoming_endpoint(alias)
    user = alias.incoming_user
    if alias.account:
        user = alias.address if alias.shared_mailbox else alias.account.address
    host = endpoint.host.lower()
    return Place(host, f"{user.lower()}@{host}:{endpoint.port}")


# A further connection is worth its sign-in for so many recipients that wait.
WORTH = 10


def granted(
    alias: Any, direction: Direction, place: Place, now: datetime, *, sick: bool = False
) -> int:
    """How many sessions may begin; to be asked in the transaction that takes the job.

    Until that transaction ends nobody else is answered about the same server. ``sick``: the last run
    failed.
    """
    _only_one_asks(f"{direction} {place.host}")
    others = _jobs(direction).filter(leased_until__gt=now).exclude(alias_id=alias.pk)
    there = others.aggregate(
        used=Sum("connections", filter=Q(host=place.host)),
        inside=Count("pk", filter=Q(mailbox=place.mailbox)),
    )
    if place.mailbox and there["inside"]:
        return 0
    room = int(alias.department.partition.connections_per_host) - (there["used"] or 0)
    if room <= 0:
        return 0
    if sick:
        return int(_room_for_the_sick(alias, direction, others))
    return min(_wanted(alias, direction, now), room)


def _wanted(alias: Any, direction: Direction, now: datetime) -> int:
    if direction == Direction.RETRIEVE or alias.outgoing_connections == 1:
        return 1
    due = alias.recipients.filter(next_try_at__lte=now, state__in=("queued", "deferred"))
    enough = due.order_by().values("pk")[: WORTH * alias.outgoing_connections]
    return min(int(alias.outgoing_connections), 1 + len(enough) // WORTH)


def _room_for_the_sick(alias: Any, direction: Direction, others: QuerySet[Any]) -> bool:
    instance = getattr(alias, direction.instance)
    if instance is None:
        return True
    assigned = {f"alias__{direction.instance}": instance}
    sick = others.filter(failures__gt=0, **assigned).count()
    return bool(sick < max(1, instance.concurrency // 2))


def _jobs(direction: Direction) -> QuerySet[Any]:
    found: QuerySet[Any] = apps.get_model("aliases", "Job").objects.filter(direction=direction)
    return found


def _only_one_asks(name: str) -> None:
    """A lock until the end of the transaction; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])
