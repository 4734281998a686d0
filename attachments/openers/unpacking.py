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

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: memoryview, limit: int, /) -> bytes: ...


class Unpacked(NamedTuple):
    """``complete``: there is no more of it. ``used``: packed bytes that were looked at, about.

    rest: where the bytes behind the stream's end begin, -1 where it has none. damaged: it could
    not be read to its end.
    """

    data: bytearray
    complete: bool
    used: int
    rest: int = -1
    damaged: bool = False


def unpack(unpacker: Unpacker, packed: memoryview, limit: int) -> Unpacked:
    """At most ``limit`` bytes; of damaged data what can be read."""
    found, used, rest, damaged = bytearray(), 0, -1, False
    for at in range(0, len(packed), STEP):
        piece = packed[at : at + STEP]
        used += len(piece)
        try:
            found += unpacker.decompress(piece, limit + 1 - len(found))
        except DAMAGED as error:
            if "memory" in str(error).lower():
                raise
            damaged = True
            break
        if unpacker.eof:
            rest = used - len(unpacker.unused_data)
            break
        if len(found) > limit:
            break
    complete = len(found) <= limit
    del found[limit:]
    return Unpacked(found, complete, used, rest if rest < len(packed) else -1, damaged)
