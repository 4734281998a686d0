"""The demo: a mail server of its own on loopback, two aliases on it, and one customer."""

import json
import secrets
import sys
from typing import Any

from mailcenter.demo.people import ALIASES, CUSTOMER
from mailcenter.up import ports
from mailcenter.up.installation import Installation, write_private

PROTOCOLS = ("smtp", "imap", "pop3")


def facts(installation: Installation) -> dict[str, Any]:
    """Ports and passwords of the demo mailboxes; made once, kept while the ports are free."""
    known = installation.remembered("demo/facts.json")
    addresses = [*ALIASES, CUSTOMER]
    passwords = {one: secrets.token_urlsafe(12) for one in addresses} | known.get("passwords", {})
    chosen = {one: ports.free(known.get("ports", {}).get(one, 0)) for one in PROTOCOLS}
    found = {"ports": chosen, "passwords": passwords}
    write_private(installation.folder / "demo" / "facts.json", json.dumps(found))
    write_private(installation.folder / "demo" / "accounts.json", json.dumps(passwords))
    (installation.folder / "demo" / "ready.json").unlink(missing_ok=True)
    return found


def command(installation: Installation, known: dict[str, Any]) -> list[str]:
    options = [word for one in PROTOCOLS for word in (f"--{one}", str(known["ports"][one]))]
    folder = str(installation.folder / "demo")
    return [sys.executable, "-m", "mailcenter.demo.mailserver", "--folder", folder, *options]


def told(known: dict[str, Any]) -> dict[str, Any]:
    """What scripts may know of the demo, as it stands in var/up.json."""
    where: dict[str, Any] = {
        one: {"host": "127.0.0.1", "port": known["ports"][one]} for one in PROTOCOLS
    }
    where["aliases"] = [
        {
            "address": address,
            "name": alias.name,
            "protocol": alias.protocol,
            "user": address,
            "password": known["passwords"][address],
        }
        for address, alias in ALIASES.items()
    ]
    where["customer"] = {
        "address": CUSTOMER,
        "user": CUSTOMER,
        "password": known["passwords"][CUSTOMER],
    }
    return where
