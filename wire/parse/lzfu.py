"""Expands compressed RTF ([MS-OXRTFCP]), up to a limit; checks no sums."""

import struct

HEADER = struct.Struct("<LLLL")
COMPRESSED, PLAIN = 0x75465A4C, 0x414C454D
# What every dictionary begins with (section 2.1.2.1).
START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
DICTIONARY = 4096
# Letters are short; each byte of output costs a microsecond.
MAX_EXPANDED = 200_000


def expand(data: bytes) -> bytes:
    """The RTF, at most `MAX_EXPANDED` bytes of it; b'' where `data` is none."""
    if len(data) < HEADER.size:
        return b""
    _, size, kind, _ = HEADER.unpack_from(data)
    if kind == PLAIN:
        return data[HEADER.size : HEADER.size + min(size, MAX_EXPANDED)]
    return _expanded(data, min(size, MAX_EXPANDED)) if kind == COMPRESSED else b""


def _expanded(data: bytes, size: int) -> bytes:
    # The dictionary is a ring over all that was written, so that plain offsets serve.
    out = bytearray(START)
    position = HEADER.size
    while position < len(data) and len(out) - len(START) < size:
        flags = data[position]
        position += 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += data[position : position + 1]
                position += 1
            elif len(pair := data[position : position + 2]) < 2 or not _copy(out, pair):
                return bytes(out[len(START) :])
            else:
                position += 2
    return bytes(out[len(START) : len(START) + size])


def _copy(out: bytearray, pair: bytes) -> bool:
    """Repeats what was written before; False at the mark of the end, or for what never was."""
    offset, length = pair[0] << 4 | pair[1] >> 4, (pair[1] & 15) + 2
    back = (len(out) - offset) % DICTIONARY
    if not back or back > len(out):
        return False
    for _ in range(length):
        out.append(out[-back])
    return True
