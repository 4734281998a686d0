"""Gzip, bzip2 and xz: one file packed alone, often a tar archive."""

import bz2
import lzma
import zlib

from attachments.bounds import BEGINNING, RATIO, Budget
from attachments.errors import Closed, TooMuch
from attachments.kinds import BY_NAME
from attachments.openers.opened import Opened
from attachments.openers.unpacking import Unpacker, unpack
from attachments.signatures import is_opened
from attachments.values import Item

ENDS = (".gz", ".gzip", ".bz2", ".bz", ".xz")
TAR_ENDS = (".tgz", ".taz", ".tbz2", ".tbz", ".txz")
NAMED = 0x08
XZ_MEMORY = 48 * 1024 * 1024
# How much slower than deflate each is.
WEIGHTS = {"gzip": 1, "bzip2": 8, "xz": 3}


def open_gzip(item: Item, budget: Budget) -> Opened:
    return _open(item, "gzip", zlib.decompressobj(zlib.MAX_WBITS | 16), budget=budget)


def open_bzip2(item: Item, budget: Budget) -> Opened:
    return _open(item, "bzip2", bz2.BZ2Decompressor(), budget=budget)


def open_xz(item: Item, budget: Budget) -> Opened:
    return _open(item, "xz", lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY), budget=budget)


def _open(item: Item, kind: str, unpacker: Unpacker, *, budget: Budget) -> Opened:
    weight = WEIGHTS[kind]
    limit = max(BEGINNING, budget.room(weight))
    try:
        data, complete, used = unpack(unpacker, memoryview(item.content), limit)
    except lzma.LZMAError as error:
        raise Closed("Unpacking it needs too much memory.") from error
    budget.spend(max(len(data), used), weight)
    if not complete and len(data) > used * RATIO:
        raise TooMuch(f"It grows from {used:,} to more than {len(data):,} bytes: a bomb.")
    if not complete and is_opened(data):
        raise TooMuch("It holds an archive that is too large to be looked through.")
    names = _inner_names(item, kind)
    budget.member()
    return Opened((BY_NAME[kind],), (Item(names, "", data, (*item.inside, item.name), complete),))


def _inner_names(item: Item, kind: str) -> tuple[str, ...]:
    lower = item.name.lower()
    found = [item.name[: -len(end)] for end in ENDS if lower.endswith(end)]
    found += [f"{item.name[: -len(end)]}.tar" for end in TAR_ENDS if lower.endswith(end)]
    if kind == "gzip" and item.content[3:4] and item.content[3] & NAMED:
        found.append(bytes(item.content[10:1034]).partition(b"\0")[0].decode("utf-8", "replace"))
    return tuple(found)
