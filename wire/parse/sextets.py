"""Base64 (RFC 2045 section 6.8) known by its letters: how many bytes it makes, and which ones at its ends.

It decodes no more than is asked for; what is irregular is left to `transfer`.
"""

import binascii

from wire.parse import transfer

CHUNK = 1024 * 1024
# To look at more than half of it takes as long as to decode all.
WORTH = 2


def letters(buffer: bytes, start: int, end: int) -> int | None:
    """How many letters stand in buffer[start:end]; None where `transfer.decode` does more than decode these."""
    stop = _padding(buffer, start, end)
    if end - stop >= transfer.SAMPLE or buffer[stop:end].strip(b"=\r\n \t"):
        return None
    if transfer.is_plain(buffer[start : min(end, start + transfer.SAMPLE)]):
        return None
    return sum(len(_letters(buffer, at, min(at + CHUNK, stop))) for at in range(start, stop, CHUNK))


def ends(
    buffer: bytes, start: int, end: int, *, count: int, wanted: tuple[int, int]
) -> bytes | None:
    """The first and the last decoded bytes of buffer[start:end], which has `count` `letters`.

    ``wanted``: how many of each, the first a multiple of three. None where the whole is not much
    longer than that, where its letters are too far between, or where one is left over.
    """
    first, last = wanted
    stop = _padding(buffer, start, end)
    if stop - start < WORTH * (first + last) or count % 4 == 1:
        return None
    head = _letters(buffer, start, start + _room(first))[: first // 3 * 4]
    tail = _letters(buffer, stop - _room(last), stop)
    # What is left begins with a group of four.
    tail = tail[(len(tail) - count) % 4 :]
    found = binascii.a2b_base64(tail + b"=" * (-len(tail) % 4))
    if len(head) < first // 3 * 4 or len(found) < last:
        return None
    return binascii.a2b_base64(head) + found[-last:]


def _room(octets: int) -> int:
    """So many bytes hold the letters of as many octets, with line ends between them."""
    return octets * 3 // 2


def _padding(buffer: bytes, start: int, end: int) -> int:
    """Where the padding begins; the end where there is none."""
    found = buffer.find(b"=", start, end)
    return end if found < 0 else found


def _letters(buffer: bytes, start: int, end: int) -> bytes:
    return buffer[start:end].translate(None, transfer.NOT_ALPHABET)
