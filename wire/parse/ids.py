"""Reads identification fields (RFC 5322 section 3.6.4): Message-ID, In-Reply-To, References."""

import re

from wire.parse import charsets, words
from wire.parse.notes import Notes

ANGLED = re.compile(rb"<([^<>]*+)>")
# RFC 5322 section 2.1.1: no line may be longer, and an id cannot be folded.
MAX_ID = 998
MAX_PARENTS = 20
REFERENCES_BYTES = 1500


def message_id(value: bytes, notes: Notes) -> str:
    """The id without angle brackets, '' if there is none."""
    found = _ids(value)
    if len(found) > 1:
        notes.add("The Message-ID field holds more than one id; the first was taken.")
    if not found:
        found = value.split()[:1]
    return _text(found[0], notes) if found else ""


def parents(values: list[bytes], notes: Notes) -> tuple[str, ...]:
    """Ids of the In-Reply-To fields, without the text some clients put beside them."""
    found = [_text(raw, notes) for value in values for raw in _ids(value)[:MAX_PARENTS]]
    return tuple(dict.fromkeys(found))[:MAX_PARENTS]


def references(values: list[bytes], notes: Notes) -> tuple[str, ...]:
    """Ids of the References fields in order: the first, and as many of the last as fit.

    "Fit" is 1,500 bytes as a field, with brackets and spaces.
    """
    found = list(dict.fromkeys(_text(raw, notes) for value in values for raw in _ids(value)))
    room = REFERENCES_BYTES
    if sum(_cost(one) for one in found) <= room:
        return tuple(found)
    notes.add("The list of references was shortened to its first and last ids.")
    room -= _cost(found[0])
    kept: list[str] = []
    for one in reversed(found[1:]):
        room -= _cost(one)
        if room < 0:
            break
        kept.append(one)
    return (found[0], *reversed(kept))


def _cost(identifier: str) -> int:
    return len(identifier.encode()) + 3


def _ids(value: bytes) -> list[bytes]:
    found = [raw for raw in ANGLED.findall(value) if raw.strip()]
    return found or [token for token in value.split() if b"@" in token]


def _text(raw: bytes, notes: Notes) -> str:
    text = words.decode(b"".join(raw.split())[:MAX_ID], notes)
    return "".join(charsets.clean(text).split()).strip("<>")
