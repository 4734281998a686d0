"""How many sessions there may be at once: one for a mailbox, so many for a server (P25, RE-4, RE-8).

Also kept free: half of an instance's places, so that sick mailboxes never occupy all of them (P03).
"""

import zlib
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Q, QuerySet

from aliases.directions import Direction


def free(alias_id: int, direction: Direction, now: datetime) -> bool:
    """Whether one more session may begin; to be asked in the transaction that takes the job.

    Until that transaction ends nobody else is answered about the same server.
    """
    alias = apps.get_model("aliases", "Alias").objects.select_related(
        "department__partition", "retriever", "dispatcher"
    )
    one = alias.get(pk=alias_id)
    host = one.incoming_host if direction == Direction.RETRIEVE else one.outgoing_host
    _only_one_asks(f"{direction} {host.lower()}")
    others = _jobs(direction).filter(leased_until__gt=now).exclude(alias_id=alias_id)
    if direction == Direction.RETRIEVE and others.filter(_same_mailbox(one)).exists():
        return False
    side = "incoming" if direction == Direction.RETRIEVE else "outgoing"
    there = others.filter(**{f"alias__{side}_host__iexact": host})
    if there.count() >= one.department.partition.connections_per_host:
        return False
    return _room_for_the_sick(one, direction, others)


def _same_mailbox(alias: Any) -> Q:
    return Q(
        alias__incoming_host__iexact=alias.incoming_host,
        alias__incoming_port=alias.incoming_port,
        alias__incoming_user=alias.incoming_user,
    )


def _room_for_the_sick(alias: Any, direction: Direction, others: QuerySet[Any]) -> bool:
    mine = _jobs(direction).filter(alias_id=alias.pk, failures__gt=0)
    if not mine.exists():
        return True
    retrieving = direction == Direction.RETRIEVE
    instance = alias.retriever if retrieving else alias.dispatcher
    if instance is None:
        return True
    assigned = {"alias__retriever" if retrieving else "alias__dispatcher": instance}
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
