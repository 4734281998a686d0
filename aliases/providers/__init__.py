"""The providers of mailboxes that everybody knows, as data: providers.toml."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from wire.discovery.values import ADDRESS, Provider, Server
from wire.endpoints import STANDARD_PORTS, Encryption, Protocol

_FILE = Path(__file__).with_name("providers.toml")


@cache
def catalogue() -> tuple[Provider, ...]:
    """All of them, in the order of the file. Raises ValueError where an entry is wrong."""
    entries: dict[str, dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(_provider(entry) for entry in entries.values())


def _provider(entry: dict[str, Any]) -> Provider:
    return Provider(
        name=entry["name"],
        domains=frozenset(entry.get("domains", ())),
        mx=tuple(entry.get("mx", ())),
        servers=tuple(
            _server(protocol, entry[protocol.value]) for protocol in _ORDER if protocol in entry
        ),
        user=entry.get("user", ADDRESS),
        note=entry.get("note", ""),
    )


_ORDER = (Protocol.IMAP, Protocol.POP3, Protocol.SMTP)


def _server(protocol: Protocol, text: str) -> Server:
    """``host``, ``host starttls`` or ``host:port starttls``; TLS where nothing is said."""
    place, _, word = text.partition(" ")
    encryption = Encryption(word) if word else Encryption.TLS
    host, _, port = place.partition(":")
    return Server(
        protocol, host, int(port) if port else STANDARD_PORTS[protocol, encryption], encryption
    )
