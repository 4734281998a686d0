"""Gives a leaf the files inside it: those written into its text, and those of a TNEF stream."""

from itertools import islice

from wire.parse import charsets, embedded, lzfu, tnef, transfer
from wire.parse.headers import Header
from wire.parse.node import Node
from wire.parse.notes import Notes

NO_HEADER = Header([], 0)
OCTETS = "application/octet-stream"
# Each costs a copy of its bytes and a walk through them.
MAX_STREAMS = 5
MAX_NAME = 255


class Files:
    """Opens the leaves of one message."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.streams_left = MAX_STREAMS

    def open(self, leaf: Node, room: int) -> None:
        """Set `files` and `gaps` of a leaf; at most `room` files."""
        if tnef.is_tnef(leaf.content_type, leaf.filename):
            leaf.files = self._of_stream(leaf, room)
        elif leaf.content_type == "text/plain" and leaf.disposition != "attachment":
            self._of_text(leaf, room)

    def _of_stream(self, leaf: Node, room: int) -> list[Node]:
        self.streams_left -= 1
        if self.streams_left < 0:
            self.notes.add(f"Only the first {MAX_STREAMS} TNEF streams (winmail.dat) were opened.")
            return []
        data = leaf.content(self.notes)
        contents = tnef.read(data)
        found = [
            _node(data, one.content or tnef.Span(0, 0), one.name)
            for one in contents.files
            if one.name or one.content
        ]
        for kind, where in contents.texts.items():
            if kind == "text/rtf":
                rtf = lzfu.expand(data[where.start : where.end])
                text = _node(rtf, tnef.Span(0, len(rtf)), "")
            else:
                text = _node(data, where, "")
            text.content_type, text.params = kind, {"charset": where.charset}
            found.append(text)
        return _numbered(leaf, found[: max(0, room)])

    def _of_text(self, leaf: Node, room: int) -> None:
        buffer, start, end = leaf.buffer, leaf.start, leaf.end
        if leaf.encoding == "quoted-printable" and buffer.find(embedded.MARK, start, end) >= 0:
            buffer = leaf.content(self.notes)
            start, end = 0, len(buffer)
        elif leaf.encoding not in transfer.IDENTITY:
            return
        found = list(islice(embedded.find(buffer, start, end), max(0, room)))
        files = []
        for one in found:
            name = charsets.decode(one.name, "", self.notes)
            file = _node(buffer, tnef.Span(one.start, one.end), name)
            file.encoding = one.encoding
            files.append(file)
        leaf.files = _numbered(leaf, files)
        leaf.gaps = [(one.start - start, one.end - start) for one in found]


def _node(buffer: bytes, where: tnef.Span, name: str) -> Node:
    short = " ".join(charsets.clean(name).split())[-MAX_NAME:]
    return Node("", NO_HEADER, buffer, where.start, where.end, OCTETS, filename=short)


def _numbered(leaf: Node, files: list[Node]) -> list[Node]:
    for number, file in enumerate(files, 1):
        file.path, file.is_inside = f"{leaf.path}.{number}", True
    return files
