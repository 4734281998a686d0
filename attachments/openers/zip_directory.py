"""Reads both directories of a ZIP archive (APPNOTE 6.3): programs differ over which they believe.

Finds headers wherever they stand, so that no offset can lead past one. Unpacks nothing.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from attachments.bounds import Budget
from attachments.errors import Closed, TooMuch
from attachments.values import Content

LOCAL = struct.Struct("<4sHHHHHIIIHH")
CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
ENDING = struct.Struct("<4sHHHHIIH")
LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
ENCRYPTED, SIZES_FOLLOW, UTF8 = 0x1, 0x8, 0x800
UNICODE_NAME, ZIP64 = 0x7075, 0x0001
IN_ZIP64 = 0xFFFFFFFF
# Marks that are no headers stand in packed data by chance, and in thousands by intent.
HITS = 60_000
LONGEST_NAME = 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive: every name it has, and where its packed bytes are (-1: nowhere)."""

    names: tuple[str, ...]
    flags: int
    method: int
    start: int
    packed: int
    unpacked: int

    @property
    def is_encrypted(self) -> bool:
        return bool(self.flags & ENCRYPTED)


def entries(content: Content, budget: Budget) -> list[Entry]:
    """All files of the archive, folders left out.

    Raises TooMuch for too many, Closed where its two directories contradict each other.
    """
    local = dict(_locals(content, budget))
    shift = _shift(content)
    found: list[Entry] = []
    for at, one in _centrals(content, budget):
        twin = local.pop(at + shift, None) or local.pop(at, None)
        found.append(_merged(one, twin) if twin else one)
    found.extend(local.values())
    return [one for one in found if not all(name.endswith(("/", "\\")) for name in one.names)]


def _merged(central: Entry, local: Entry) -> Entry:
    if central.method != local.method or central.is_encrypted != local.is_encrypted:
        raise Closed("Its two directories contradict each other.")
    names = tuple(dict.fromkeys((*central.names, *local.names)))
    return Entry(
        names, central.flags, central.method, local.start, central.packed, central.unpacked
    )


def _locals(content: Content, budget: Budget) -> Iterator[tuple[int, Entry]]:
    for at in _marks(content, LOCAL_MARK):
        if at + LOCAL.size > len(content):
            return
        _, version, flags, method, _, _, _, packed, unpacked, name, extra = LOCAL.unpack_from(
            content, at
        )
        start = at + LOCAL.size + name + extra
        if _plausible(version, method, name) and start <= len(content):
            budget.member()
            names = _names(content, at + LOCAL.size, flags=flags, lengths=(name, extra))
            yield at, Entry(names, flags, method, start, packed, unpacked)


def _centrals(content: Content, budget: Budget) -> Iterator[tuple[int, Entry]]:
    for at in _marks(content, CENTRAL_MARK):
        if at + CENTRAL.size > len(content):
            return
        fields = CENTRAL.unpack_from(content, at)
        version, flags, method, packed, unpacked, name, extra = (
            fields[2],
            fields[3],
            fields[4],
            fields[8],
            fields[9],
            fields[10],
            fields[11],
        )
        if not _plausible(version, method, name):
            continue
        place = at + CENTRAL.size
        names = _names(content, place, flags=flags, lengths=(name, extra))
        if unpacked == IN_ZIP64:
            unpacked = _zip64(bytes(content[place + name : place + name + extra]), unpacked)
        yield fields[16], Entry(names, flags, method, -1, packed, unpacked)


def _marks(content: Content, mark: bytes) -> Iterator[int]:
    at = content.find(mark)
    for _ in range(HITS):
        if at < 0:
            return
        yield at
        at = content.find(mark, at + 4)
    if at >= 0:
        raise TooMuch(f"It holds more than {HITS:,} headers of files.")


def _plausible(version: int, method: int, name: int) -> bool:
    return (
        version & 0xFF <= 100 and (method <= 20 or 90 <= method <= 99) and 0 < name < LONGEST_NAME
    )


def _names(content: Content, at: int, *, flags: int, lengths: tuple[int, int]) -> tuple[str, ...]:
    name, extra = lengths
    raw = bytes(content[at : at + name])
    found = [_text(raw)]
    more = bytes(content[at + name : at + name + extra])
    for kind, data in _extras(more):
        if kind == UNICODE_NAME and len(data) > 5:
            found.append(_text(data[5:]))
    return tuple(dict.fromkeys(found))


def _extras(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        yield kind, data[at + 4 : at + 4 + length]
        at += 4 + length


def _zip64(extra: bytes, otherwise: int) -> int:
    for kind, data in _extras(extra):
        if kind == ZIP64 and len(data) >= 8:
            return int.from_bytes(data[:8], "little")
    return otherwise


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")


def _shift(content: Content) -> int:
    """By how much the archive was moved, as something stands before it."""
    at = content.rfind(END_MARK)
    if at < 0 or at + ENDING.size > len(content):
        return 0
    fields = ENDING.unpack_from(content, at)
    return max(0, at - int(fields[5]) - int(fields[6]))
