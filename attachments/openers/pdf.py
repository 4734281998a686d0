"""What a PDF document brings with it (ISO 32000-1, 7.11): names and bytes of embedded files.

It looks for the marks of them, in the document and in its packed objects; it is no reader of PDF.
"""

import itertools
import re
import zlib
from collections.abc import Iterator

from attachments.bounds import BEGINNING, MIB, UNPACKED, Budget
from attachments.errors import TooMuch
from attachments.openers.unpacking import unpack
from attachments.values import Content, Item

STREAM = b"stream"
FILE_MARK, OBJECTS = b"/EmbeddedFile", b"/ObjStm"
HEAD = re.compile(rb"/U?F\s{0,5}(?=[(<])")
NAME = re.compile(rb"\(((?:[^()\\]|\\.){1,300})\)|<([0-9A-Fa-f\s]{2,1200})>", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
# Marks that are looked at, and how far before a stream its dictionary may begin.
MOST = 10_000
BEFORE = 1500
PACKED = MIB


def files_of_pdf(item: Item, budget: Budget) -> Iterator[Item]:
    """Raises TooMuch where they are more than can be looked at."""
    trail = (*item.inside, item.name)
    for name in _names(item.content):
        budget.member()
        yield Item((name,), "", b"", trail, complete=False)
    for mark, data in _streams(item.content, budget):
        if mark == FILE_MARK:
            budget.member()
            yield Item((), "", data, trail, complete=False)
            continue
        for name in _names(data):
            budget.member()
            yield Item((name,), "", b"", trail, complete=False)


def _names(content: Content) -> Iterator[str]:
    if content.find(b"/EF") < 0:
        return
    for number, head in enumerate(HEAD.finditer(content)):
        if number >= MOST:
            raise TooMuch(f"It names more than {MOST:,} files.")
        found = NAME.match(content, head.end())
        if found is None:
            continue
        text, digits = found[1], found[2]
        raw = bytes.fromhex(_even(digits)) if text is None else ESCAPED.sub(_unescaped, text)
        wide = raw[:2] in (b"\xfe\xff", b"\xff\xfe")
        yield raw.decode("utf-16" if wide else "utf-8", "replace").replace("\0", "")


def _even(digits: bytes) -> str:
    found = re.sub(rb"\s", b"", digits).decode("ascii")
    return found + "0" * (len(found) % 2)


def _unescaped(found: re.Match[bytes]) -> bytes:
    digits = found[1]
    if digits.isdigit():
        return bytes([int(digits, 8) & 0xFF]) if not set(digits) & set(b"89") else digits
    return digits


def _streams(content: Content, budget: Budget) -> Iterator[tuple[bytes, bytes]]:
    """The beginnings of the streams that hold files or packed objects, by their mark."""
    for mark in (FILE_MARK, OBJECTS):
        at = content.find(mark)
        for number in itertools.count():
            if at < 0:
                break
            if number >= MOST:
                raise TooMuch(f"It holds more than {MOST:,} packed objects.")
            start = content.find(STREAM, at, at + BEFORE)
            if start >= 0:
                head = bytes(content[max(0, at - BEFORE) : start])
                yield mark, _read(content, start + len(STREAM), head=head, budget=budget)
            at = content.find(mark, at + len(mark))


def _read(content: Content, start: int, *, head: bytes, budget: Budget) -> bytes:
    start += len(re.match(rb"\r?\n?", bytes(content[start : start + 2]))[0])  # type: ignore[index]  # matches nothing, too
    packed = memoryview(content)[start : start + PACKED]
    if b"/FlateDecode" not in head and b"/Fl" not in head:
        return bytes(packed[:BEGINNING])
    limit = max(BEGINNING, min(PACKED, budget.room()))
    data, _, used, *_ = unpack(zlib.decompressobj(), packed, limit)
    budget.spend(max(len(data), used))
    if budget.unpacked < -UNPACKED:
        raise TooMuch("It holds too much to be looked through.")
    return bytes(data)
