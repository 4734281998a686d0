"""The names in a RAR archive, version 4 or 5 (the vendor's technical notes); unpacks nothing."""

import struct
from collections.abc import Iterator

from attachments.bounds import Budget
from attachments.errors import Closed
from attachments.values import Content, Item

OLD, NEW = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
BLOCK = struct.Struct("<HBHH")
FILE = struct.Struct("<IIBIIBBHI")
MAIN, ENTRY, SUB = 0x73, 0x74, 0x7A
HIDDEN, ADDED, LARGE, FOLDER, UNICODE = 0x80, 0x8000, 0x100, 0xE0, 0x200
LONGEST_NAME = 2048
# Self-extracting ones stand behind a program, which is refused as such.
CANNOT = "The names in it are encrypted."


def names_of_rar(item: Item, budget: Budget) -> Iterator[Item]:
    """Raises Closed where the names are encrypted or the archive is damaged."""
    new = item.content.startswith(NEW)
    for name in (_new if new else _old)(item.content):
        budget.member()
        yield Item((name,), "", b"", (*item.inside, item.name), complete=False)


def _old(content: Content) -> Iterator[str]:
    at = len(OLD)
    while at + BLOCK.size <= len(content):
        _, kind, flags, size = BLOCK.unpack_from(content, at)
        if kind == MAIN and flags & HIDDEN:
            raise Closed(CANNOT)
        if size < BLOCK.size:
            raise Closed("Its list of files is damaged.")
        added = 0
        if (flags & ADDED or kind in (ENTRY, SUB)) and at + 11 <= len(content):
            added = int.from_bytes(content[at + 7 : at + 11], "little")
        if kind == ENTRY and at + BLOCK.size + FILE.size <= len(content):
            *_, length, _ = FILE.unpack_from(content, at + BLOCK.size)
            start = at + BLOCK.size + FILE.size
            if flags & LARGE:
                added += int.from_bytes(content[start : start + 4], "little") << 32
                start += 8
            if flags & FOLDER != FOLDER:
                yield _old_name(bytes(content[start : start + min(length, LONGEST_NAME)]), flags)
        at += size + added


def _old_name(raw: bytes, flags: int) -> str:
    """Before the NUL it stands in the letters of a code page, behind it packed as UTF-16."""
    plain, _, _ = raw.partition(b"\0")
    return (plain if flags & UNICODE else raw).decode("utf-8", "replace")


def _new(content: Content) -> Iterator[str]:
    at = len(NEW)
    while at + 7 <= len(content):
        size, start = _number(content, at + 4)
        kind, place = _number(content, start)
        flags, place = _number(content, place)
        if kind == 4:
            raise Closed(CANNOT)
        if flags & 1:
            _, place = _number(content, place)
        data = 0
        if flags & 2:
            data, place = _number(content, place)
        if kind == 2:
            yield from _new_name(content, place)
        if size == 0 or kind == 5:
            return
        at = start + size + data


def _new_name(content: Content, at: int) -> Iterator[str]:
    flags, at = _number(content, at)
    for _ in range(2):
        _, at = _number(content, at)
    at += (4 if flags & 2 else 0) + (4 if flags & 4 else 0)
    for _ in range(2):
        _, at = _number(content, at)
    length, at = _number(content, at)
    if not flags & 1:
        name = bytes(content[at : at + min(length, LONGEST_NAME)])
        yield name.decode("utf-8", "replace")


def _number(content: Content, at: int) -> tuple[int, int]:
    """Seven bits in each byte, the lowest first; and where it ends."""
    found = 0
    for place in range(10):
        if at + place >= len(content):
            raise Closed("Its list of files is damaged.")
        found |= (content[at + place] & 0x7F) << 7 * place
        if not content[at + place] & 0x80:
            return found, at + place + 1
    raise Closed("Its list of files is damaged.")
