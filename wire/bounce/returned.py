"""Reads what a report brings back of the original message: a part, or a copy in its text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wire.bounce import addresses
from wire.parse import charsets, transfer
from wire.parse.node import ATTACHED_MESSAGES, Node
from wire.parse.notes import Notes

HEADER_TYPES = ("text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers")
MAX_HEADER = 64 * 1024
# Lines by which mailers announce the copy, or by which a copied header betrays itself.
COPY = re.compile(
    r"^[ \t]*(?:"
    r"-{2,}[^\n]{0,40}\b(?:copy of (?:the|your) (?:message|mail)|original message|unsent message"
    r"|returned (?:message|mail)|header of the original|message header|original headers?"
    r"|mensaje original|message contents|mensagem original|message text|undelivered message)\b"
    r"|(?:message headers?|the message headers?|original message headers?|original message"
    r"|your original message(?: headers?)?) (?:follows?|appears below|reads|is enclosed|is below)"
    r"|included is a copy of the message"
    r"|(?:the )?(?:first|complete|body|header)[^\n]{0,40} of the original message[^\n]{0,20}:"
    r"|content-type: message/rfc822"
    r"|received: (?:from|by|\()"
    r"|return-path: ?<"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
IN_COPY = (b"message", b"original", b"received: ", b"return-path:")
MESSAGE_ID = re.compile(
    r"^[ \t>]{0,8}message-id:\s{0,3}<?([^<>\s]{3,990})>?", re.IGNORECASE | re.MULTILINE
)
TO_FIELD = re.compile(
    r"^[ \t]{0,4}to:([^\n]{0,2000}(?:\n[ \t][^\n]{0,1000}){0,20})", re.IGNORECASE | re.MULTILINE
)
SUBJECT_FIELD = re.compile(r"^[ \t]{0,4}subject:", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Returned:
    """What is known of the original: its id without brackets, its To addresses; present or not."""

    present: bool = False
    message_id: str = ""
    to: tuple[str, ...] = ()


def split(text: str) -> tuple[str, str]:
    """The words of the mailer, and the copy of the message that follows them ('' if none)."""
    found = COPY.search(text) if _may_have_copy(text) else None
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def _may_have_copy(text: str) -> bool:
    """False where `COPY` cannot be found: one of these is in each of its lines.

    Looked for in bytes, which takes a quarter of the time. The long s is the one letter outside of
    ASCII that is an s without regard to case.
    """
    octets = text.replace("\u017f", "s").encode(errors="surrogatepass").lower()
    return any(word in octets for word in IN_COPY) or (b"--" in octets and b"mail" in octets)


def read(root: Node, copied: str, notes: Notes) -> Returned:
    """What the attached message or header says, else what the copy in the text says."""
    attached = _attached(root, notes)
    header = attached if attached is not None else copied
    if not header.strip():
        return Returned(present=attached is not None)
    block = header.split("\n\n", 1)[0] if attached is not None else header
    identifier = MESSAGE_ID.search(block)
    to = TO_FIELD.search(block)
    return Returned(
        present=True,
        message_id=identifier[1] if identifier else "",
        to=addresses.found(to[1]) if to else (),
    )


def own_leaves(node: Node) -> Iterator[Node]:
    """Leaves of the message itself, none of a message attached to it."""
    if node.content_type in ATTACHED_MESSAGES:
        return
    if not node.children:
        yield node
    for child in node.children:
        yield from own_leaves(child)


def _attached(node: Node, notes: Notes) -> str | None:
    """Header of the first attached message or header part in this tree, None if there is none."""
    if node.content_type in ATTACHED_MESSAGES and node.children:
        inner = node.children[0]
        end = min(inner.start, inner.end, node.end) if inner.header.fields else node.end
        start = node.start if inner.buffer is node.buffer else 0
        return _text(inner.buffer[start : min(end, start + MAX_HEADER)], notes)
    if node.content_type in HEADER_TYPES and not node.children:
        data = node.buffer[node.start : min(node.end, node.start + MAX_HEADER)]
        return _text(transfer.decode(data, node.encoding, notes), notes)
    for child in node.children:
        found = _attached(child, notes)
        if found is not None:
            return found
    return None


def _text(data: bytes, notes: Notes) -> str:
    return charsets.decode(data, "", notes).replace("\r\n", "\n").lstrip("\n")
