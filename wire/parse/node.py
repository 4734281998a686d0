"""One entity of a message, as offsets into its bytes: nothing is copied until it is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wire.parse import sextets, transfer
from wire.parse.headers import Header
from wire.parse.notes import Notes

ATTACHED_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
UNKNOWN = -1


@dataclass(slots=True)
class Node:
    """One entity: a leaf, a multipart or an attached message, content at buffer[start:end].

    files: what is inside a leaf, in its text or in a TNEF stream, each with `is_inside`;
    gaps: where in the decoded content such text stands.
    """

    path: str
    header: Header
    buffer: bytes
    start: int
    end: int
    content_type: str = "text/plain"
    params: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    filename: str = ""
    encoding: str = ""
    children: list["Node"] = field(default_factory=list)
    files: list["Node"] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    is_root: bool = False
    is_inside: bool = False
    # Of the root: the label that the message uses first, for bytes without one.
    hint: str = ""
    _letters: int | None = UNKNOWN

    def content(self, notes: Notes) -> bytes:
        """The decoded bytes; a copy."""
        return transfer.decode(self.buffer[self.start : self.end], self.encoding, notes)

    def size(self, notes: Notes) -> int:
        """Length of the decoded bytes; of regular base64 without decoding it."""
        if self.encoding in transfer.IDENTITY:
            return self.end - self.start
        letters = self.letters()
        return len(self.content(notes)) if letters is None else letters * 3 // 4

    def letters(self) -> int | None:
        """How many letters of base64 it has; None where it is none, or an irregular one."""
        if self._letters == UNKNOWN:
            regular = self.encoding == "base64"
            self._letters = sextets.letters(self.buffer, self.start, self.end) if regular else None
        return self._letters

    def ends(self, first: int, last: int) -> bytes | None:
        """The first and the last decoded bytes together, ``first`` being a multiple of three.

        None where to decode all of it is as cheap, or the only way.
        """
        if (count := self.letters()) is None:
            return None
        wanted = (first, last)
        return sextets.ends(self.buffer, self.start, self.end, count=count, wanted=wanted)

    def walk(self) -> Iterator["Node"]:
        """This entity and all below it, in order of the message."""
        yield self
        yield from self.files
        for child in self.children:
            yield from child.walk()
