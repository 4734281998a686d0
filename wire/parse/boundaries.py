"""Cuts the content of a multipart at its boundary lines (RFC 2046 section 5.1.1)."""

import re
from typing import NamedTuple

from wire.parse.errors import Unparseable
from wire.parse.notes import Notes

AFTER_BOUNDARY = re.compile(rb"(--)?[ \t]*+(?:\r*+(\n)|\r*+\Z)")
GUESSED = re.compile(rb"\n--([^\r\n]{1,200}?)[ \t]{0,20}\r{0,2}\n(?=Content-[A-Z-]{1,40}:)", re.I)
DASHED_LINE = re.compile(rb"\n--([^\r\n]{1,200}?)[ \t]{0,20}\r{0,2}\n")
# Each costs a search through the message.
MAX_DASHED_LINES = 10
CR = 0x0D
GUESS_WITHIN = 64 * 1024
MAX_BOUNDARY = 1000
# Lines that begin like a boundary but go on: real mail has a few, of nested boundaries.
MAX_FALSE_BOUNDARIES = 100_000


class Span(NamedTuple):
    """The bytes buffer[start:end], not copied."""

    buffer: bytes
    start: int
    end: int


class Boundaries:
    """Splits the multiparts of one message; counts false boundary lines over all of them."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.false_lines = 0
        self.searches_left = MAX_DASHED_LINES

    def split(self, content: Span, boundary: str, room: int) -> list[Span]:
        """The parts in a multipart's content; at most `room` + 2, [] where there are none.

        A boundary that is missing or not used is guessed: the first line that looks like one and
        is followed by a Content field, or has its closing line further on. Raises Unparseable for
        too many false boundary lines.
        """
        declared = boundary.rstrip()[:MAX_BOUNDARY].encode("utf-8", "replace")
        for candidate in dict.fromkeys((declared, declared.strip(b" '"))):
            if candidate and (spans := self._cut(content, candidate, room)):
                return spans
        guess = self._guess(content)
        if not guess:
            return []
        self.notes.add("The boundary of a multipart was missing or not used; it was guessed.")
        return self._cut(content, guess, room)

    def _guess(self, content: Span) -> bytes:
        buffer, start, end = content
        start, stop = max(0, start - 1), min(end, start + GUESS_WITHIN)
        if found := GUESSED.search(buffer, start, stop):
            return found[1]
        for line in DASHED_LINE.finditer(buffer, start, stop):
            self.searches_left -= 1
            if self.searches_left < 0:
                break
            if buffer.find(b"\n--" + line[1] + b"--", line.end() - 1, end) >= 0:
                return line[1]
        return b""

    def _cut(self, content: Span, boundary: bytes, room: int) -> list[Span]:
        buffer, start, end = content
        mark = b"\n--" + boundary
        spans: list[Span] = []
        # The line end before a boundary belongs to it, so the search begins one byte earlier.
        position, opened, closed = max(0, start - 1), -1, False
        while len(spans) <= room and (at := buffer.find(mark, position, end)) >= 0:
            rest = AFTER_BOUNDARY.match(buffer, at + len(mark), end)
            if not rest:
                position = at + len(mark)
                self._count_false_line()
                continue
            if at < opened:
                # Two boundary lines in a row have no part between them.
                self._count_false_line()
            elif opened >= 0:
                spans.append(Span(buffer, opened, at - (at > opened and buffer[at - 1] == CR)))
            if closed and not rest[1]:
                self.notes.add("Parts after the closing boundary were read too.")
            closed = closed or bool(rest[1])
            opened = -1 if rest[1] else rest.end()
            position = rest.end() - 1 if rest[2] else rest.end()
        if opened >= 0:
            spans.append(Span(buffer, opened, end))
        if spans and not closed:
            self.notes.add("The closing boundary of a multipart is missing.")
        return spans

    def _count_false_line(self) -> None:
        self.false_lines += 1
        if self.false_lines > MAX_FALSE_BOUNDARIES:
            raise Unparseable(
                f"The message has more than {MAX_FALSE_BOUNDARIES:,} lines that only look like"
                " boundaries of parts (limit of such lines)."
            )
