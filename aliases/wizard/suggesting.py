"""Server settings for the address of a draft: found, shown with their source, and filled in."""

from typing import Any

from django.conf import settings

from aliases.providers import catalogue
from aliases.wizard.drafts import AliasDraft
from wire.discovery import find
from wire.discovery.network import Network
from wire.discovery.values import LookUp, Server, Suggestion, filled

_NAMES = {"imap": "IMAP", "pop3": "POP3", "smtp": "SMTP"}
_ENCRYPTIONS = {"none": "no encryption", "starttls": "STARTTLS", "tls": "TLS"}


def look_up(draft: AliasDraft) -> LookUp | None:
    """None where the installation must not ask about domains (MAILCENTER_LOOK_UPS).

    Web servers in private networks are asked where the draft's partition allows them.
    """
    if not settings.LOOK_UPS:
        return None
    partition = draft.department.partition if draft.department else None
    if partition is None:
        return Network()
    return Network(public_only=not partition.private_networks, ca_bundle=partition.ca_bundle)


def suggest(draft: AliasDraft, asked: LookUp | None) -> None:
    """Looks once for each address. What was typed by hand is not touched."""
    address = str(draft.values.get("address", "")).strip().lower()
    if not address or draft.facts.get("suggested_for") == address:
        return
    found = find.suggestions(address, catalogue(), asked)
    untouched = all(
        draft.values.get(name, "") == value for name, value in draft.facts.get("used", {}).items()
    )
    draft.facts = draft.facts | {
        "suggested_for": address,
        "suggestions": [_shown(one, address) for one in found],
    }
    if untouched:
        use(draft, 0)


def use(draft: AliasDraft, number: int) -> None:
    """Fills in a suggestion by its number; without any, the address is the user name."""
    suggestions = draft.facts.get("suggestions", [])
    address = draft.facts.get("suggested_for", "")
    values = {"incoming_user": address, "outgoing_user": address}
    if number < len(suggestions):
        values = suggestions[number]["values"]
    draft.values = {"same_account": "on"} | draft.values | values
    draft.facts = draft.facts | {"used": values}


def _shown(one: Suggestion, address: str) -> dict[str, Any]:
    servers = [server for server in (one.incoming, one.outgoing) if server]
    return {
        "source": one.source,
        "note": one.note,
        "servers": [_words(server) for server in servers],
        "values": _values(one, address),
    }


def _words(server: Server) -> str:
    protocol, encryption = _NAMES[server.protocol], _ENCRYPTIONS[server.encryption]
    return f"{protocol}: {server.host}, port {server.port}, {encryption}"


def _values(one: Suggestion, address: str) -> dict[str, str]:
    user = filled(one.user, address)
    values = {"incoming_user": user, "outgoing_user": user}
    for direction, server in (("incoming", one.incoming), ("outgoing", one.outgoing)):
        if server is None:
            continue
        values[f"{direction}_host"] = server.host
        values[f"{direction}_port"] = str(server.port)
        values[f"{direction}_encryption"] = server.encryption.value
    if one.incoming:
        values["incoming_protocol"] = one.incoming.protocol.value
    if one.outgoing:
        values["outgoing_protocol"] = "esmtp"
    return values
