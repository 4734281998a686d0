"""One entity of a message, as offsets into its bytes: nothing is copied until it is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wire.parse import transfer
from wire.parse.headers import Header
from wire.parse.notes import Notes

ATTACHED_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})


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

    def content(self, notes: Notes) -> bytes:
        """The decoded bytes; a copy."""
        return transfer.decode(self.buffer[self.start : self.end], self.encoding, notes)

    def size(self, notes: Notes) -> int:
        """Length of the decoded bytes."""
        return transfer.decoded_size(
            self.buffer, self.start, end=self.end, encoding=self.encoding, notes=notes
        )

    def walk(self) -> Iterator["Node"]:
        """This entity and all below it, in order of the message."""
        yield self
        yield from self.files
        for child in self.children:
            yield from child.walk()
