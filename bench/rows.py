"""The rows that a measurement starts from and is judged by. Needs Django set up."""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.utils import timezone

from aliases.jobs import Direction, Job
from aliases.models import Alias
from departments.first import root_department
from tests.servers.dovecot import PASSWORD
from tests.servers.ports import HOST

AT_ONCE = 1000


class WrongResult(Exception):
    """A run did not do what it was measured for: its figure means nothing."""


def new_alias(address: str, **fields: object) -> Alias:
    """An alias without encryption on 127.0.0.1; its ports lead nowhere unless given."""
    return Alias.objects.create(**_values(address, fields))


def new_aliases(addresses: Sequence[str], **fields: object) -> list[Alias]:
    """Many of them at once, each with its two jobs, of which the retriever's is due."""
    model = new_alias(addresses[0], **fields)
    services = {"retriever": model.retriever, "dispatcher": model.dispatcher}
    others = Alias.objects.bulk_create(
        [Alias(**_values(one, fields) | services) for one in addresses[1:]], batch_size=AT_ONCE
    )
    now = timezone.now()
    due = {Direction.RETRIEVE: now, Direction.DISPATCH: None}
    jobs = [
        Job(alias=one, direction=way, next_due_at=when)
        for one in others
        for way, when in due.items()
    ]
    Job.objects.bulk_create(jobs, batch_size=AT_ONCE)
    return [model, *others]


def _values(address: str, fields: Mapping[str, object]) -> dict[str, object]:
    values: dict[str, object] = {
        "department": root_department(),
        "name": "Bench",
        "address": address,
        "incoming_host": HOST,
        "incoming_port": 1,
        "incoming_encryption": "none",
        "incoming_allow_clear": True,
        "incoming_user": address,
        "incoming_password": PASSWORD,
        "incoming_method": "clear",
        "backlog": "everything",
        "outgoing_host": HOST,
        "outgoing_port": 1,
        "outgoing_protocol": "smtp",
        "outgoing_encryption": "none",
    }
    return values | fields


def forget() -> None:
    """Remove all aliases with everything that hangs from them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE aliases_alias, activities_case CASCADE")


def require(found: object, expected: object, what: str) -> None:
    """Compare a result.

    Raises:
        WrongResult: it is not what was expected.
    """
    if found != expected:
        raise WrongResult(f"{what}: {expected} expected, {found} found")
