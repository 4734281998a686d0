"""Server settings from SRV records (RFC 6186, RFC 8314 section 5.1)."""

from collections.abc import Sequence

from wire.discovery.values import Server, Service, Suggestion
from wire.endpoints import Encryption, Protocol

# With TLS from the start first (RFC 8314 section 3); _submission means STARTTLS.
INCOMING = (
    ("_imaps", Protocol.IMAP, Encryption.TLS),
    ("_imap", Protocol.IMAP, Encryption.STARTTLS),
    ("_pop3s", Protocol.POP3, Encryption.TLS),
    ("_pop3", Protocol.POP3, Encryption.STARTTLS),
)
OUTGOING = (
    ("_submissions", Protocol.SMTP, Encryption.TLS),
    ("_submission", Protocol.SMTP, Encryption.STARTTLS),
)
NAMES = tuple(service for service, _, _ in (*INCOMING, *OUTGOING))


def suggestions(domain: str, records: dict[str, Sequence[Service]]) -> list[Suggestion]:
    """``records`` by service label, such as _imaps."""
    incoming = [_server(one, records) for one in INCOMING]
    outgoing = [server for one in OUTGOING if (server := _server(one, records))]
    source = f"SRV records of {domain}"
    leaving = outgoing[0] if outgoing else None
    found = [Suggestion(source, server, leaving) for server in incoming if server]
    if not found and leaving:
        return [Suggestion(source, None, leaving)]
    return found


def _server(
    wanted: tuple[str, Protocol, Encryption], records: dict[str, Sequence[Service]]
) -> Server | None:
    label, protocol, encryption = wanted
    # The target "." says that the service does not exist (RFC 6186 section 3.4).
    offered = [one for one in records.get(label, ()) if one.target.strip(".") and one.port]
    if not offered:
        return None
    best = min(offered, key=lambda one: (one.priority, -one.weight))
    return Server(protocol, best.target.rstrip(".").lower(), best.port, encryption)
