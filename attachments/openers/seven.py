"""The names in a 7z archive (7zFormat.txt of the LZMA SDK); unpacks its list of files, nothing else."""

import lzma
import struct
from collections.abc import Iterator

from attachments.bounds import MIB, Budget
from attachments.errors import Closed, TooMuch
from attachments.values import Content, Item

START = struct.Struct("<6sBBIQQI")
PLAIN, PACKED, NAMES = 0x01, 0x17, 0x11
LZMA1, LZMA2, AES = b"\x03\x01\x01", b"\x21", b"\x06\xf1\x07\x01"
MOST = 4 * MIB
DAMAGED = "Its list of files cannot be read."


def names_of_seven(item: Item, budget: Budget) -> Iterator[Item]:
    """Raises Closed where the names are encrypted, packed in an unusual way, or damaged."""
    if len(item.content) < START.size:
        raise Closed(DAMAGED)
    *_, offset, size, _ = START.unpack_from(item.content)
    listed = bytes(item.content[START.size + offset : START.size + offset + min(size, MOST)])
    for _ in range(4):
        if listed[:1] != bytes([PACKED]):
            break
        listed = _unpacked(item.content, listed)
        budget.spend(len(listed))
    if listed[:1] != bytes([PLAIN]):
        raise Closed(DAMAGED)
    for name in _names(listed):
        budget.member()
        yield Item((name,), "", b"", (*item.inside, item.name), complete=False)


def _names(listed: bytes) -> Iterator[str]:
    """Found by its mark, wherever it stands: no field before it can lead past it."""
    at = listed.find(bytes([NAMES]))
    while at >= 0:
        size, start = _number(listed, at + 1)
        block = listed[start : start + size]
        # A zero (the names are here), then UTF-16 in which each ends with NUL.
        if len(block) == size and size > 3 and size % 2 and block[0] == 0 and block[-2:] == b"\0\0":
            yield from block[1:].decode("utf-16-le", "replace").rstrip("\0").split("\0")
        at = listed.find(bytes([NAMES]), at + 1)


def _unpacked(content: Content, listed: bytes) -> bytes:
    """The packed list, by the only layout that packing programs write: one stream, one coder."""
    try:
        place, packed, coder, properties, size = _layout(listed)
    except (IndexError, ValueError) as error:
        raise Closed(DAMAGED) from error
    if coder == AES:
        raise Closed("The names in it are encrypted.")
    if size > MOST:
        raise TooMuch("Its list of files is too large to be looked through.")
    data = bytes(content[START.size + place : START.size + place + min(packed, MOST)])
    try:
        found = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=_filters(coder, properties, size))
        return found.decompress(data, size)
    except (lzma.LZMAError, EOFError) as error:
        raise Closed(DAMAGED) from error


def _layout(listed: bytes) -> tuple[int, int, bytes, bytes, int]:
    """Place and size of the packed bytes, coder, its properties, and size of the list."""
    place, at = _number(listed, 2)
    _, at = _number(listed, at)
    at = listed.index(0x09, at) + 1
    packed, at = _number(listed, at)
    at = listed.index(b"\x07\x0b", at) + 2
    if listed[at : at + 3] != b"\x01\x00\x01":
        # Not one folder, here, of one coder: such lists are encrypted.
        return place, packed, AES, b"", 0
    at += 3
    flags = listed[at]
    length = flags & 0x0F
    coder = listed[at + 1 : at + 1 + length]
    at += 1 + length
    properties = b""
    if flags & 0x20:
        count, at = _number(listed, at)
        properties = listed[at : at + count]
        at += count
    at = listed.index(0x0C, at) + 1
    size, _ = _number(listed, at)
    return place, packed, coder, properties, size


def _filters(coder: bytes, properties: bytes, size: int) -> list[dict[str, int]]:
    # A dictionary larger than the data is never used, and would be made all the same.
    window = max(4096, min(size, MOST))
    if coder == LZMA1 and len(properties) >= 5:
        rest, literal = divmod(properties[0], 9)
        high, low = divmod(rest, 5)
        one = {"id": lzma.FILTER_LZMA1, "lc": literal, "lp": low, "pb": high}
        return [one | {"dict_size": window}]
    if coder == LZMA2:
        return [{"id": lzma.FILTER_LZMA2, "dict_size": window}]
    raise Closed("Its list of files is packed in a way that is not read here.")


def _number(data: bytes, at: int) -> tuple[int, int]:
    """The first byte says by its leading ones how many follow; and where it ends."""
    if at >= len(data):
        raise Closed(DAMAGED)
    first, found, mask = data[at], 0, 0x80
    for place in range(8):
        if not first & mask:
            return found | (first & (mask - 1)) << 8 * place, at + 1 + place
        if at + 1 + place >= len(data):
            raise Closed(DAMAGED)
        found |= data[at + 1 + place] << 8 * place
        mask >>= 1
    return found, at + 9
