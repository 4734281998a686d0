"""Finds files that were written into the text of a message: uuencode (POSIX) and yEnc 1.3."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# More are a trick; the rest stays in the text.
MAX_FILES = 50
# Lines that begin like a file but are none.
MAX_LINES = 5000
MARK = b"begin "
UU_BEGIN = re.compile(rb"begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n")
Y_BEGIN = re.compile(rb"=ybegin (?:[a-z]{1,9}=\d{1,12} ){1,4}name=([^\r\n]{1,255})\r?\n")
NEWLINE = 0x0A
REST_OF_LINE = re.compile(rb"[^\r\n]{0,200}")


class Embedded(NamedTuple):
    """One file: its raw name, its span with the lines that open and close it, and its coding."""

    name: bytes
    start: int
    end: int
    encoding: str


def find(buffer: bytes, start: int, end: int) -> Iterator[Embedded]:
    """The files in the text buffer[start:end], in order, at most `MAX_FILES`.

    One that is not closed is none: it stays in the text.
    """
    position, files = start, 0
    ends = _Ends(buffer, end)
    for _ in range(MAX_LINES):
        at = buffer.find(MARK, position, end)
        if at < 0 or files >= MAX_FILES:
            return
        position = at + len(MARK)
        first = at - 2 if at >= start + 2 and buffer[at - 2 : at] == b"=y" else at
        if first > start and buffer[first - 1] != NEWLINE:
            continue
        if found := _yenc(buffer, first, ends) or _uuencode(buffer, first, ends):
            yield found
            files += 1
            position = found.end


class _Ends:
    """Where the next closing lines are; looks no byte over twice, however many files begin."""

    def __init__(self, buffer: bytes, end: int) -> None:
        self.buffer, self.end = buffer, end
        self._next: dict[bytes, int] = {}

    def after(self, mark: bytes, position: int) -> int:
        """Offset of the next line that begins with `mark`, or -1."""
        known = self._next.get(mark, position - 1)
        if 0 <= known < position:
            known = self.buffer.find(b"\n" + mark, position, self.end)
            self._next[mark] = known
        return known + 1 if known >= 0 else -1


def without(text: bytes, gaps: list[tuple[int, int]]) -> bytes:
    """The text without the spans `gaps`, which are in order."""
    kept = []
    position = 0
    for start, end in gaps:
        kept.append(text[position:start])
        position = end
    return b"".join([*kept, text[position:]])


def _yenc(buffer: bytes, at: int, ends: _Ends) -> Embedded | None:
    opened = Y_BEGIN.match(buffer, at, ends.end)
    closed = ends.after(b"=yend ", opened.end() - 1) if opened else -1
    if not opened or closed < 0:
        return None
    rest = REST_OF_LINE.match(buffer, closed, ends.end)
    return Embedded(opened[1].strip(), at, rest.end() if rest else ends.end, "x-yenc")


def _uuencode(buffer: bytes, at: int, ends: _Ends) -> Embedded | None:
    opened = UU_BEGIN.match(buffer, at, ends.end)
    if not opened or not _is_uu_line(buffer, opened.end(), ends.end):
        return None
    closed = ends.after(b"end", opened.end())
    if closed < 0 or buffer[closed + 3 : min(closed + 4, ends.end)].strip():
        return None
    return Embedded(opened[1].strip(), at, closed + 3, "x-uuencode")


def _is_uu_line(buffer: bytes, start: int, end: int) -> bool:
    """Whether the line tells its own length, as each line of uuencode does."""
    stop = buffer.find(b"\n", start, min(end, start + 80))
    line = buffer[start:stop].rstrip(b"\r") if stop >= 0 else b""
    if not line or not 0x20 <= line[0] <= 0x60 or max(line) > 0x60:
        return False
    letters = ((line[0] - 32) % 64 + 2) // 3 * 4
    return letters <= len(line) - 1 <= letters + 1 if letters else False
