"""The rows that a measurement starts from and is judged by. Needs Django set up."""

from django.db import connection

from aliases.models import Alias
from departments.first import root_department
from tests.servers.dovecot import PASSWORD
from tests.servers.ports import HOST


class WrongResult(Exception):
    """A run did not do what it was measured for: its figure means nothing."""


def new_alias(address: str, **fields: object) -> Alias:
    """An alias without encryption on 127.0.0.1; its ports lead nowhere unless given."""
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
    return Alias.objects.create(**values | fields)


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
