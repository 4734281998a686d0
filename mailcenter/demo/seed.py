"""The demo's aliases as rows, pointing at the demo's mail server."""

from typing import Any

from aliases.defaults import first_becomes_default
from aliases.incoming import Backlog
from aliases.models import Alias
from departments.models import Department
from mailcenter.demo.people import ALIASES

INTERVAL_SECONDS = 1


def seed(department: Department, facts: dict[str, Any]) -> None:
    """Makes the aliases, or points those that exist at the server's ports of now."""
    for address, demo in ALIASES.items():
        alias = Alias.objects.filter(address=address).first()
        if alias is None:
            alias = Alias(address=address, department=department, name=demo.name)
            alias.description = "Part of the demo: its mail server runs on this machine."
            alias.interval_seconds = INTERVAL_SECONDS
            alias.backlog = Backlog.EVERYTHING
        alias.incoming_protocol = demo.protocol
        alias.incoming_port = facts["ports"][demo.protocol]
        alias.outgoing_port = facts["ports"]["smtp"]
        for direction in ("incoming", "outgoing"):
            setattr(alias, f"{direction}_host", "127.0.0.1")
            setattr(alias, f"{direction}_encryption", "none")
            setattr(alias, f"{direction}_allow_clear", True)
            setattr(alias, f"{direction}_user", address)
            setattr(alias, f"{direction}_password", facts["passwords"][address])
        alias.save()
        first_becomes_default(alias)
