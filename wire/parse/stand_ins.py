"""Which parts may stand in where a message has no text of its own; they stay attachments."""

from collections.abc import Iterator
from itertools import islice

from wire.parse.node import ATTACHED_MESSAGES, Node

# To look into each costs decoding it.
MAX_CANDIDATES = 6
READABLE = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/rtf"})

# The texts of a TNEF stream, the best first.
ORDER = ("text/plain", "text/html", "text/rtf")


def of(root: Node) -> Iterator[Node]:
    """Candidates, the best first.

    1. text of any kind that is not meant as a file, 2. readable text that is,
    3. the text of a TNEF stream, 4. reports and other leaves of type message,
    5. the text of attached messages.
    """
    return islice(_ordered(root), MAX_CANDIDATES)


def _ordered(root: Node) -> Iterator[Node]:
    own, attached = _own(root), _attached(root)
    texts = [node for node in own if node.content_type.startswith("text/")]
    yield from (node for node in texts if node is root or node.disposition != "attachment")
    yield from (node for node in texts if _is_readable_file(node) and node is not root)
    files = [file for node in own for file in node.files]
    yield from sorted((file for file in files if file.content_type in ORDER), key=_rank)
    yield from (node for node in own if node.content_type.startswith("message/"))
    yield from (node for node in attached if node.content_type in READABLE)


def _is_readable_file(node: Node) -> bool:
    return node.disposition == "attachment" and node.content_type in READABLE


def _rank(node: Node) -> int:
    return ORDER.index(node.content_type)


def _own(node: Node) -> list[Node]:
    """Leaves outside attached messages."""
    if not node.children:
        return [node]
    if node.content_type in ATTACHED_MESSAGES:
        return []
    return [leaf for child in node.children for leaf in _own(child)]


def _attached(root: Node) -> list[Node]:
    """Leaves inside attached messages."""
    own = {id(node) for leaf in _own(root) for node in (leaf, *leaf.files)}
    return [node for node in root.walk() if not node.children and id(node) not in own]
