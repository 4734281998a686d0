"""The identification fields of outgoing mail (RFC 5322 section 3.6.4), one line each.

Relays refuse endless fields, and programs that read them stumble over folds (P36).
"""

from collections.abc import Sequence

from wire.endpoints import plain_text

# RFC 5322 section 2.1.1: bytes of a line without its end.
LINE = 998


def field(name: str, identifiers: Sequence[str]) -> bytes:
    """``name`` with these identifiers (without angle brackets), shortened to fit one line.

    The last is kept, then the first, then as many before the last as fit. b'' where none fits.
    Raises UnsafeText for a control character.
    """
    written = [f"<{plain_text(one, name)}>".encode() for one in identifiers]
    kept = _shortened(written, LINE - len(name) - 1)
    return name.encode() + b": " + b" ".join(kept) + b"\r\n" if kept else b""


def _shortened(written: Sequence[bytes], room: int) -> list[bytes]:
    """Each costs its length and the space before it."""
    if not written or len(written[-1]) >= room:
        return []
    first, rest = written[:1], written[1:]
    room -= len(written[-1]) + 1
    if not rest:
        return [*first]
    if len(first[0]) >= room:
        return [rest[-1]]
    room -= len(first[0]) + 1
    kept = [rest[-1]]
    for one in reversed(rest[:-1]):
        room -= len(one) + 1
        if room < 0:
            break
        kept.insert(0, one)
    return [*first, *kept]
