"""The ways in: whole messages, headers alone, and the bytes of one part."""

import re

from wire.parse import addresses, bodies, dates, headers, ids, tree, words
from wire.parse.bodies import Bodies
from wire.parse.errors import Unparseable
from wire.parse.headers import Header
from wire.parse.limits import DEFAULT, Limits
from wire.parse.node import ATTACHED_MESSAGES, Node
from wire.parse.notes import Notes
from wire.parse.values import ParsedMessage, Part

# bytes.strip would copy an attachment of 40 MB to find this out.
VISIBLE = re.compile(rb"[^ \t\r\n]")
SINGLE = ("from", "subject", "date", "message-id")


def parse(raw: bytes, limits: Limits = DEFAULT) -> ParsedMessage:
    """Read a whole message (RFC 5322, RFC 2045-2047, 2231, 3676), whatever state it is in.

    Raises Unparseable, and nothing else, where a limit forbids to go on.
    """
    return parse_with_tree(raw, limits)[0]


def parse_with_tree(raw: bytes, limits: Limits = DEFAULT) -> tuple[ParsedMessage, Node]:
    """As `parse`, with the tree of its parts, for whoever looks on."""
    _check_size(raw, limits)
    notes = Notes()
    root = tree.build(headers.unified(raw), limits, notes)
    if not VISIBLE.search(raw):
        notes.add("The message is empty.")
    elif not root.header.fields:
        notes.add("The message has no header.")
    elif not root.header.first("from").strip():
        notes.add("The message has no From field.")
    found = bodies.read(root, limits, notes)
    parts = tuple(
        _part(node, found, notes)
        for node in root.walk()
        if not node.children or node.content_type in ATTACHED_MESSAGES
    )
    return _message(root.header, found, parts, limits=limits, notes=notes), root


def parse_headers(raw_headers: bytes, limits: Limits = DEFAULT) -> ParsedMessage:
    """Read a header fetched without its body: text and html are '', there are no parts.

    Raises Unparseable where a limit of the header forbids to go on.
    """
    notes = Notes()
    raw = headers.unified(raw_headers)
    start = headers.first_line(raw)
    header = headers.scan(raw, start, end=len(raw), limits=limits, notes=notes)
    return _message(header, Bodies("", "", {}), (), limits=limits, notes=notes)


def part_content(raw: bytes, path: str, limits: Limits = DEFAULT) -> bytes:
    """Decoded bytes of the part with this path, as `Part.path` has it, for downloads.

    Raises LookupError where the message has no such part, Unparseable as `parse` does.
    """
    _check_size(raw, limits)
    notes = Notes()
    for node in tree.build(headers.unified(raw), limits, notes).walk():
        if node.path == path and (not node.children or node.content_type in ATTACHED_MESSAGES):
            return node.content(notes)
    raise LookupError(f"The message has no part {path}.")


def _check_size(raw: bytes, limits: Limits) -> None:
    if len(raw) > limits.message_bytes:
        raise Unparseable(
            f"The message has {len(raw):,} bytes, more than {limits.message_bytes:,}"
            " (limit of one message)."
        )


def _part(node: Node, found: Bodies, notes: Notes) -> Part:
    size = found.sizes.get(node.path)
    return Part(
        path=node.path,
        content_type=node.content_type,
        charset=node.params.get("charset", "").strip().lower(),
        filename=node.filename,
        disposition=node.disposition,
        content_id=tree.content_id(node, notes),
        size=node.size(notes) if size is None else size,
        body=size is not None,
        inside=node.is_inside,
    )


def _message(
    header: Header, found: Bodies, parts: tuple[Part, ...], *, limits: Limits, notes: Notes
) -> ParsedMessage:
    for key in SINGLE:
        if len(header.values(key)) > 1:
            notes.add(f"The header has several {key} fields; the first was taken.")
    return ParsedMessage(
        subject=words.text(header.first("subject"), notes),
        from_=addresses.first(header.values("from")[:1], limits, notes),
        sender=addresses.first(header.values("sender")[:1], limits, notes),
        to=addresses.read(header.values("to"), limits, notes),
        cc=addresses.read(header.values("cc"), limits, notes),
        reply_to=addresses.read(header.values("reply-to"), limits, notes),
        date=dates.read(header.first("date"), notes),
        message_id=ids.message_id(header.first("message-id"), notes),
        in_reply_to=ids.parents(header.values("in-reply-to"), notes),
        references=ids.references(header.values("references"), notes),
        text=found.text,
        html=found.html,
        parts=parts,
        headers=tuple((field.name, words.text(field.value, notes)) for field in header.fields),
        notes=notes.texts(),
    )
