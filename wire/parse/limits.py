"""What one message may cost before it is cut or given up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one message; sizes are bytes unless the name says characters.

    message_bytes: the whole message; above it: Unparseable.
    header_bytes: one header block after long fields were cut; above it: Unparseable.
    header_scan_bytes: one header block as sent; above it: Unparseable.
    header_field_bytes: one field's value; the rest is cut and noted.
    addresses: addresses of one list (To, Cc, ...); the rest is cut and noted.
    parts, depth: MIME entities, and how deep they sit in each other; above it: Unparseable.
    text_chars: characters of the text, and of the HTML; the rest is cut and noted.
    """

    # The most that an alias can be set to fetch; the alias's own limit comes before.
    message_bytes: int = 1000 * 1024 * 1024
    header_bytes: int = 256 * 1024
    # A To field with 20,000 addresses is cut and survives; a header of 1 MB is an attack.
    header_scan_bytes: int = 768 * 1024
    header_field_bytes: int = 64 * 1024
    addresses: int = 2000
    parts: int = 1000
    depth: int = 30
    text_chars: int = 2_000_000


DEFAULT = Limits()
