"""Walks over a list of MAPI properties as TNEF streams hold them ([MS-OXTNEF] section 2.1.3.4)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

HEADER = struct.Struct("<HH")
LONG = struct.Struct("<L")
# Bytes of one value by type; those under four are filled up.
FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
OBJECT, STRING, UNICODE, BINARY = 0xD, 0x1E, 0x1F, 0x102
VARIABLE = frozenset({OBJECT, STRING, UNICODE, BINARY})
MULTIPLE = 0x1000
FIRST_NAMED = 0x8000
# Real attachments have forty; each value costs time.
MAX_VALUES = 2000


class Property(NamedTuple):
    """One property of variable length (the first value of several) at data[start:end]."""

    identifier: int
    is_unicode: bool
    start: int
    end: int


def properties(data: bytes, start: int, end: int) -> Iterator[Property]:
    """The texts and binaries in data[start:end]; ends early where the list is damaged."""
    try:
        yield from _properties(memoryview(data)[:end], start)
    except struct.error:
        return


def _properties(data: memoryview, position: int) -> Iterator[Property]:
    (left,) = LONG.unpack_from(data, position)
    position += LONG.size
    room = MAX_VALUES
    while left > 0 and room > 0:
        left -= 1
        kind, identifier = HEADER.unpack_from(data, position)
        position += HEADER.size
        if identifier >= FIRST_NAMED:
            position = _after_name(data, position)
        several, kind = kind & MULTIPLE, kind & ~MULTIPLE
        values = 1
        if several or kind in VARIABLE:
            (values,) = LONG.unpack_from(data, position)
            position += LONG.size
        if kind in FIXED:
            room -= 1
            position += FIXED[kind] * values
        elif kind not in VARIABLE or values > room:
            return
        else:
            room -= 1 + values
            ends = _after_values(data, position, values)
            if values:
                (length,) = LONG.unpack_from(data, position)
                start = position + LONG.size
                last = min(start + length, len(data))
                yield Property(identifier, kind == UNICODE, start, last)
            position = ends


def _after_values(data: memoryview, position: int, values: int) -> int:
    for _ in range(values):
        (length,) = LONG.unpack_from(data, position)
        position += LONG.size + _filled(length)
    return position


def _after_name(data: memoryview, position: int) -> int:
    """Passes over the set (16 bytes) and the number or text that name a property."""
    position += 16
    (kind,) = LONG.unpack_from(data, position)
    position += LONG.size
    if not kind:
        return position + 4
    (length,) = LONG.unpack_from(data, position)
    return position + LONG.size + _filled(length)


def _filled(length: int) -> int:
    return (length + 3) & ~3
