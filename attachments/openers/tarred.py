"""Tar archives: old, POSIX and GNU (POSIX.1-2001 pax), as blocks of 512 bytes. Writes nothing."""

import re
from collections.abc import Iterator

from attachments.bounds import Budget
from attachments.kinds import BY_NAME
from attachments.openers.opened import Opened
from attachments.values import Content, Item

BLOCK = 512
PAX_PATH = re.compile(rb"\d{1,7} path=([^\n]{1,2000})\n")
GNU_NAME, PAX, PAX_ALL = b"L", b"x", b"g"
FILES = (b"0", b"\0", b"7", b"1", b"2")
# Empty blocks between files: more are no archive any more.
EMPTY = 10_000


def open_tar(item: Item, budget: Budget) -> Opened:
    return Opened((BY_NAME["tar"],), _members(item, budget))


def _members(item: Item, budget: Budget) -> Iterator[Item]:
    content, at, empty, more_names = item.content, 0, 0, []
    while at + BLOCK <= len(content) and empty < EMPTY:
        head = bytes(content[at : at + BLOCK])
        at += BLOCK
        size = _number(head[124:136])
        if not head.strip(b"\0") or size is None:
            empty += 1
            continue
        kind = head[156:157]
        end = min(len(content), at + size)
        budget.member()
        if kind in (GNU_NAME, PAX, PAX_ALL):
            more_names += _long_names(kind, content, at, end=min(end, at + 64 * 1024))
        else:
            names = tuple(dict.fromkeys([*more_names, _name(head)]))[:8]
            more_names = []
            budget.spend(end - at)
            if kind in FILES:
                complete = at + size <= len(content) or item.complete
                data = bytes(content[at:end])
                yield Item(names, "", data, (*item.inside, item.name), complete)
        at = at + -(-size // BLOCK) * BLOCK


def _name(head: bytes) -> str:
    name = head[:100].partition(b"\0")[0]
    prefix = head[345:500].partition(b"\0")[0] if head[257:262] == b"ustar" else b""
    return (prefix + b"/" + name if prefix else name).decode("utf-8", "replace")


def _long_names(kind: bytes, content: Content, at: int, *, end: int) -> list[str]:
    data = bytes(content[at:end])
    if kind == GNU_NAME:
        return [data.partition(b"\0")[0][-2000:].decode("utf-8", "replace")]
    return [one.decode("utf-8", "replace") for one in PAX_PATH.findall(data)[-4:]]


def _number(field: bytes) -> int | None:
    """Octal, or base 256 where the first bit is set; None where it is neither."""
    if field[0] & 0x80:
        return int.from_bytes(field[4:], "big")
    text = field.strip(b" \0")
    return int(text or b"0", 8) if re.fullmatch(rb"[0-7]{0,12}", text) else None
