"""Reads the streams of an OLE compound file ([MS-CFB]): names and bytes, bounded; decides nothing."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from attachments.bounds import MIB
from attachments.values import Content

END = 0xFFFFFFFA
# [MS-CFB] 2.2: a header of 512 bytes with the first 109 sectors of the table.
TABLE_AT, TABLE_LENGTH = 76, 109
ENTRY = 128
MOST_ENTRIES = 4000
MOST_TABLES = 200
MOST_BYTES = 16 * MIB


class Stream(NamedTuple):
    """``name`` as it stands in the directory; where its sectors begin, and its bytes."""

    name: str
    first: int
    size: int


class Compound:
    """One file. Of a damaged one what can be found; raises nothing but struct.error."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._shift = min(max(struct.unpack_from("<H", content, 30)[0], 7), 16)
        self._cutoff = struct.unpack_from("<I", content, 56)[0]
        self._table = _numbers(b"".join(map(self._sector, self._table_sectors())))
        directory = struct.unpack_from("<I", content, 48)[0]
        entries = self._chain(directory, MOST_ENTRIES * ENTRY)
        self._entries = list(_entries(entries))
        self._small_table = _numbers(
            self._chain(struct.unpack_from("<I", content, 60)[0], MOST_BYTES)
        )
        root = self._entries[0] if self._entries else Stream("", END, 0)
        self._small = self._chain(root.first, MOST_BYTES)

    def _table_sectors(self) -> Iterator[int]:
        """Where the table stands: the first in the header, the others in a chain of their own."""
        listed = [*struct.unpack_from(f"<{TABLE_LENGTH}I", self._content, TABLE_AT)]
        following = struct.unpack_from("<I", self._content, 68)[0]
        for _ in range(MOST_TABLES):
            yield from (one for one in listed if one < END)
            if following >= END or not (raw := self._sector(following)):
                return
            *listed, following = _numbers(raw)

    def __iter__(self) -> Iterator[Stream]:
        return iter(self._entries)

    def read(self, one: Stream, most: int) -> bytes:
        """Its bytes, ``most`` at most."""
        size = min(one.size, most)
        if one.size >= self._cutoff:
            return self._chain(one.first, size)[:size]
        found, at = bytearray(), one.first
        while at < len(self._small_table) and len(found) < size:
            found += self._small[at * 64 : at * 64 + 64]
            at = self._small_table[at]
        return bytes(found[:size])

    def _chain(self, first: int, most: int) -> bytes:
        found, at = bytearray(), first
        while at < len(self._table) and len(found) < most:
            piece = self._sector(at)
            if not piece:
                break
            found += piece
            at = self._table[at]
        return bytes(found)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        return bytes(self._content[start : start + (1 << self._shift)])


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])


def _entries(raw: bytes) -> Iterator[Stream]:
    for at in range(0, len(raw) - ENTRY + 1, ENTRY):
        length = min(max(struct.unpack_from("<H", raw, at + 64)[0] - 2, 0), 62)
        name = raw[at : at + length].decode("utf-16-le", "replace")
        first, size = struct.unpack_from("<II", raw, at + 116)
        yield Stream(name, first, size)
