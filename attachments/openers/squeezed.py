"""Gzip, bzip2 and xz: one file packed alone, often a tar archive."""

import bz2
import lzma
import zlib
from collections.abc import Callable

from attachments.bounds import BEGINNING, RATIO, Budget
from attachments.errors import Closed, TooMuch
from attachments.kinds import BY_NAME
from attachments.openers.opened import Opened
from attachments.openers.unpacking import Unpacker, unpack
from attachments.signatures import is_opened
from attachments.values import Content, Item

ENDS = (".gz", ".gzip", ".bz2", ".bz", ".xz")
TAR_ENDS = (".tgz", ".taz", ".tbz2", ".tbz", ".txz")
NAMED = 0x08
# Programs that pack in parallel join some; each costs a start.
STREAMS = 1000
XZ_MEMORY = 48 * 1024 * 1024
# How much slower than deflate each is.
WEIGHTS = {"gzip": 1, "bzip2": 8, "xz": 3}


def open_gzip(item: Item, budget: Budget) -> Opened:
    def stream() -> Unpacker:
        return zlib.decompressobj(zlib.MAX_WBITS | 16)

    return _open(item, "gzip", stream, budget=budget)


def open_bzip2(item: Item, budget: Budget) -> Opened:
    return _open(item, "bzip2", bz2.BZ2Decompressor, budget=budget)


def open_xz(item: Item, budget: Budget) -> Opened:
    def stream() -> Unpacker:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY)

    return _open(item, "xz", stream, budget=budget)


def _open(item: Item, kind: str, stream: Callable[[], Unpacker], *, budget: Budget) -> Opened:
    weight = WEIGHTS[kind]
    limit = max(BEGINNING, budget.room(weight))
    try:
        data, complete, used, damaged = _streams(item.content, stream, limit)
    except lzma.LZMAError as error:
        raise Closed("Unpacking it needs too much memory.") from error
    budget.spend(max(len(data), used), weight)
    if not complete and len(data) > used * RATIO:
        raise TooMuch(f"It grows from {used:,} to more than {len(data):,} bytes: a bomb.")
    if not complete and is_opened(data):
        raise TooMuch("It holds an archive that is too large to be looked through.")
    if damaged:
        raise Closed("It is damaged: nobody can say what other programs read out of it.")
    names = _inner_names(item, kind)
    budget.member()
    return Opened((BY_NAME[kind],), (Item(names, "", data, (*item.inside, item.name), complete),))


def _streams(
    content: Content, stream: Callable[[], Unpacker], limit: int
) -> tuple[bytearray, bool, int, bool]:
    """All streams that stand behind each other, as programs join them (RFC 1952 section 2.2).

    Gives the bytes, whether that is all, how many packed ones were looked at, and whether one is
    damaged.
    """
    packed, found, used = memoryview(content), bytearray(), 0
    for _ in range(STREAMS):
        one = unpack(stream(), packed, max(0, limit - len(found)))
        found += one.data
        used += one.used
        # What stands behind an archive and is none is not read by anybody.
        if one.damaged or not one.complete or one.rest < 0:
            return found, one.complete, used, one.damaged and bool(one.used == used or one.data)
        packed = packed[one.rest :]
    raise TooMuch(f"It is made of more than {STREAMS} archives behind each other.")


def _inner_names(item: Item, kind: str) -> tuple[str, ...]:
    lower = item.name.lower()
    found = [item.name[: -len(end)] for end in ENDS if lower.endswith(end)]
    found += [f"{item.name[: -len(end)]}.tar" for end in TAR_ENDS if lower.endswith(end)]
    if kind == "gzip" and item.content[3:4] and item.content[3] & NAMED:
        found.append(bytes(item.content[10:1034]).partition(b"\0")[0].decode("utf-8", "replace"))
    return tuple(found)
