"""Finds the MIME tree of a message as offsets into its bytes (RFC 2046): nothing is copied.

The standard library's parser splits a 40 MB attachment into 700,000 strings (2 s, 240 MB),
takes the rest of a header after one bad line for the body, and recurses without a bound.
"""

import re
from dataclasses import dataclass

from wire.parse import charsets, headers, params, transfer, words
from wire.parse.boundaries import Boundaries, Span
from wire.parse.errors import Unparseable
from wire.parse.files import Files
from wire.parse.limits import Limits
from wire.parse.node import ATTACHED_MESSAGES, Node
from wire.parse.notes import Notes

# Spaces, quotes and the field's own name stand where they should not.
CONTENT_TYPE = re.compile(
    r"(?:content-type[ ]?:)?[ \"']{0,9}([\w!#$&^.+-]{1,80})[ ]?/[ ]?([\w!#$&^.+-]{1,80})", re.ASCII
)
NO_SUBTYPE = {"html": "text/html", "text": "text/plain", "multipart": "multipart/mixed"}
MAX_FILENAME = 255


def build(buffer: bytes, limits: Limits, notes: Notes) -> Node:
    """The tree of a whole message.

    Raises Unparseable for too many parts, too deep nesting or a header that is too long.
    """
    builder = _Builder(limits, notes)
    whole = Span(buffer, headers.first_line(buffer), len(buffer))
    root = builder.entity(whole, _Place("1", ""))
    root.hint = notes.charset
    return root


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entity stands: its path as a leaf, and the one its children's paths begin with."""

    path: str
    prefix: str
    depth: int = 0
    default_type: str = "text/plain"
    decoded: bool = False

    def child(self, number: int, default_type: str) -> "_Place":
        path = f"{self.prefix}.{number}" if self.prefix else str(number)
        return _Place(path, path, self.depth + 1, default_type, self.decoded)

    def message(self, path: str, decoded: bool) -> "_Place":
        return _Place(f"{path}.1", path, self.depth + 1, "text/plain", self.decoded or decoded)


class _Builder:
    def __init__(self, limits: Limits, notes: Notes) -> None:
        self.limits, self.notes = limits, notes
        self.boundaries = Boundaries(notes)
        self.files = Files(notes)
        self.count = 0

    def entity(self, span: Span, place: _Place) -> Node:
        self._check_parts()
        self.count += 1
        if place.depth > self.limits.depth:
            raise Unparseable(
                f"The parts of the message are nested more than {self.limits.depth} deep"
                " (limit of nesting)."
            )
        header = headers.scan(
            span.buffer, span.start, end=span.end, limits=self.limits, notes=self.notes
        )
        start = min(header.body, span.end)
        node = Node(place.path, header, span.buffer, start, span.end, place.default_type)
        node.is_root = not place.depth
        if header.fields:
            self._describe(node)
        if node.content_type.startswith("multipart/"):
            self._open_multipart(node, place)
        elif node.content_type in ATTACHED_MESSAGES:
            self._open_message(node, place)
        elif node.content_type == "message/partial":
            self.notes.add("The message is one piece of a message sent in pieces.")
        else:
            self.files.open(node, self.limits.parts - self.count)
            self.count += len(node.files)
        return node

    def _describe(self, node: Node) -> None:
        header, notes = node.header, self.notes
        disposition: dict[str, str] = {}
        if value := header.first("content-disposition"):
            main, disposition = params.parse(value, notes)
            main = charsets.clean(main).strip()
            node.disposition = main.split(None, 1)[0][:40] if main else ""
        if value := header.first("content-type"):
            main, node.params = params.parse(value, notes)
            node.content_type = self._type(main, node)
        node.encoding = transfer.encoding_of(header.first("content-transfer-encoding"))
        name = disposition.get("filename") or node.params.get("name") or ""
        node.filename = _short(" ".join(name.split()))

    def _type(self, main: str, node: Node) -> str:
        if found := CONTENT_TYPE.match(main):
            return f"{found[1]}/{found[2]}"
        if not main.strip():
            return node.content_type
        self.notes.add(f"The content type '{charsets.clean(main[:60])}' is none.")
        if known := NO_SUBTYPE.get(main.strip(" /;,\"'")):
            return known
        # RFC 2045 section 5.2 says text/plain; for a file that would show its bytes as text.
        return "application/octet-stream" if node.disposition == "attachment" else "text/plain"

    def _open_message(self, node: Node, place: _Place) -> None:
        encoded = node.encoding not in transfer.IDENTITY
        if encoded and place.decoded:
            self.notes.add("An encoded message in an encoded message was not opened.")
            return
        if encoded:
            buffer = node.content(self.notes)
            span = Span(buffer, 0, len(buffer))
        else:
            span = Span(node.buffer, node.start, node.end)
        node.children = [self.entity(span, place.message(node.path, encoded))]

    def _open_multipart(self, node: Node, place: _Place) -> None:
        room = self.limits.parts - self.count
        boundary = node.params.get("boundary", "")
        content = Span(node.buffer, node.start, node.end)
        spans = self.boundaries.split(content, boundary, room)
        self._check_parts(len(spans))
        if not spans:
            self.notes.add("A multipart has no parts; it was taken as text.")
            node.content_type = "text/plain"
            return
        # The encoding of a multipart must be none (RFC 2045 section 6.4), whatever it says.
        node.encoding = ""
        # RFC 2046 section 5.1.5
        default = "message/rfc822" if node.content_type == "multipart/digest" else "text/plain"
        for number, span in enumerate(spans, 1):
            node.children.append(self.entity(span, place.child(number, default)))

    def _check_parts(self, more: int = 1) -> None:
        if self.count + more > self.limits.parts:
            raise Unparseable(
                f"The message has more than {self.limits.parts:,} parts (limit of parts)."
            )


def content_id(node: Node, notes: Notes) -> str:
    """The Content-ID without angle brackets, '' where there is none."""
    return words.text(node.header.first("content-id"), notes).strip("<> ")[:MAX_FILENAME]


def _short(filename: str) -> str:
    """At most 255 characters, keeping the extension, which rules look at."""
    if len(filename) <= MAX_FILENAME:
        return filename
    return filename[: MAX_FILENAME - 40] + filename[-40:]
