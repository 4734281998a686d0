"""A gzip file that holds itself, whole and with the right checksum, after R. Cox's idea.

Deflate as a language of two words: "these bytes" (stored block) and "the last bytes again" (match).
"""

import struct
import zlib

HEADER = b"\x1f\x8b\x08\x08\0\0\0\0\0\xffr.gz\0"
END = struct.pack("<BHH", 1, 0, 0xFFFF)


def quine() -> bytes:
    """Unpacked, it is the same bytes for ever."""
    length = len(_made(0, 0))
    return _made(_own_checksum(length), length)


def _made(checksum: int, length: int) -> bytes:
    trailer = struct.pack("<II", checksum, length)
    again, say, say5, nothing = _again(20), _say(20), _say(5), _say(0)
    tail = _again(18) + END + trailer
    words = [HEADER, say, HEADER, say, again, say5, again, say5, say5]
    words += [say, again, say5, say5, say, again, say, again, say, again, say, again]
    words += [say, again, nothing, nothing, _say(18), again, nothing, nothing]
    return b"".join([*words, _say(18), tail, tail])


def _say(count: int) -> bytes:
    return struct.pack("<BHH", 0, count, count ^ 0xFFFF)


def _again(count: int) -> bytes:
    """Two matches (RFC 1951 section 3.2.6) in exactly five bytes, for 17 to 20."""
    bits = [0, 1, 0]
    for part in (count // 2, count - count // 2):
        bits += [(part - 2) >> place & 1 for place in range(6, -1, -1)]
        bits += [8 >> place & 1 for place in range(4, -1, -1)]
        bits += [(count - 17) >> place & 1 for place in range(3)]
    bits += [0] * 7
    return bytes(
        sum(bit << place for place, bit in enumerate(bits[at : at + 8])) for at in range(0, 40, 8)
    )


def _own_checksum(length: int) -> int:
    """CRC-32 is linear: which checksum the file must hold to have it, by elimination."""
    wanted = zlib.crc32(_made(0, length))
    rows = [
        (zlib.crc32(_made(1 << bit, length)) ^ wanted ^ 1 << bit, 1 << bit) for bit in range(32)
    ]
    found = 0
    for bit in reversed(range(32)):
        pivot = next((row for row in rows if row[0] >> bit & 1), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows = [(a ^ pivot[0], b ^ pivot[1]) if a >> bit & 1 else (a, b) for a, b in rows]
        if wanted >> bit & 1:
            wanted, found = wanted ^ pivot[0], found ^ pivot[1]
    return found
