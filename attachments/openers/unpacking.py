"""Unpacks a stream, bounded on both sides: by what comes out, and piece by piece by what goes in."""

import lzma
import zlib
from typing import NamedTuple, Protocol

STEP = 64 * 1024
DAMAGED = (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError)


class Unpacker(Protocol):
    """What zlib, bz2 and lzma make."""

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: memoryview, limit: int, /) -> bytes: ...


class Unpacked(NamedTuple):
    """``complete``: there is no more of it. ``used``: packed bytes that were looked at, about."""

    data: bytearray
    complete: bool
    used: int


def unpack(unpacker: Unpacker, packed: memoryview, limit: int) -> Unpacked:
    """At most ``limit`` bytes; of damaged data what can be read."""
    found, used = bytearray(), 0
    for at in range(0, len(packed), STEP):
        piece = packed[at : at + STEP]
        used += len(piece)
        try:
            found += unpacker.decompress(piece, limit + 1 - len(found))
        except DAMAGED as error:
            if "memory" in str(error).lower():
                raise
            break
        if unpacker.eof or len(found) > limit:
            break
    complete = len(found) <= limit
    del found[limit:]
    return Unpacked(found, complete, used)
