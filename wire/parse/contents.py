"""The parts of one message, opened once: every name a part goes by, and its bytes on demand.

For those who judge attachments; it shows nothing to people and decides nothing.
"""

import binascii
from collections.abc import Iterator

from wire.parse import charsets, headers, params, transfer, tree
from wire.parse.errors import Unparseable
from wire.parse.limits import DEFAULT, Limits
from wire.parse.node import ATTACHED_MESSAGES, Node
from wire.parse.notes import Notes
from wire.parse.values import Part

# Of a name that is given again and again, programs take the first or the last.
REPEATED = 6
# Fields that name files, over all parts; each is read several times.
NAMING_BYTES = 1024 * 1024
CHUNK = 1024 * 1024
NAMES = ("filename", "name")


class Contents:
    """The leaves of a message and its attached messages, by their path.

    Raises Unparseable as `parse` does.
    """

    def __init__(self, source: bytes | Node, limits: Limits = DEFAULT) -> None:
        """``source``: the message, or the tree that `parse_with_tree` has made of it."""
        self._notes = Notes()
        self._naming_left = NAMING_BYTES
        if isinstance(source, bytes):
            root = tree.build(headers.unified(source), limits, self._notes)
        else:
            root = source
            self._notes.charset = root.hint
        self._nodes = {
            node.path: node
            for node in root.walk()
            if not node.children or node.content_type in ATTACHED_MESSAGES
        }

    def parts(self) -> Iterator[Part]:
        """What `parse` gives as parts, but that no part is called a body, and sizes are as sent."""
        for node in self._nodes.values():
            yield Part(
                path=node.path,
                content_type=node.content_type,
                charset="",
                filename=node.filename,
                disposition=node.disposition,
                content_id="",
                size=node.end - node.start,
                inside=node.is_inside,
            )

    def names(self, path: str) -> tuple[str, ...]:
        """Every name that some program may read out of a part's header, the usual one first.

        Programs differ over two fields of a kind, a name given twice, and RFC 2231 beside plain.
        Raises Unparseable where all parts together have more fields for it than is honest.
        """
        node = self._node(path)
        found = dict.fromkeys([node.filename] if node.filename else [])
        for field in ("content-disposition", "content-type"):
            for value in node.header.values(field)[:3]:
                self._naming_left -= len(value)
                if self._naming_left < 0:
                    raise Unparseable("The fields that name its files are longer than 1 MB.")
                found.update(dict.fromkeys(_names(value, self._notes)))
        return tuple(found)

    def read(self, path: str) -> bytes | bytearray:
        """The decoded bytes; of large base64 without a second copy of it in memory.

        Raises LookupError where the message has no such part.
        """
        node = self._node(path)
        is_large = node.encoding == "base64" and node.end - node.start > CHUNK
        found = _large_base64(node) if is_large else None
        return node.content(self._notes) if found is None else found

    def ends(self, path: str, first: int, last: int) -> bytes | None:
        """The first and the last bytes of `read` together; None where that saves nothing.

        ``first`` is a multiple of three. Raises LookupError as `read` does.
        """
        return self._node(path).ends(first, last)

    def _node(self, path: str) -> Node:
        if path not in self._nodes:
            raise LookupError(f"The message has no part {path}.")
        return self._nodes[path]


def _names(value: bytes, notes: Notes) -> Iterator[str]:
    _, whole = params.parse(value, notes)
    yield from (whole[name] for name in NAMES if whole.get(name))
    pieces = params.PIECE.findall(value[: params.MAX_FIELD])[1 : params.MAX_PARAMS]
    naming = [one for one in pieces if b"name" in one[:40].lower()]
    for piece in naming[:REPEATED] + naming[REPEATED:][-REPEATED:]:
        _, alone = params.parse(b"x;" + piece, notes)
        yield from (charsets.clean(alone[name]) for name in NAMES if alone.get(name))


def _large_base64(node: Node) -> bytearray | None:
    """None where it is not the plain base64 that every program writes."""
    found = bytearray((node.end - node.start) * 3 // 4 + 3)
    filled, rest = 0, b""
    for at in range(node.start, node.end, CHUNK):
        piece = node.buffer[at : min(at + CHUNK, node.end)]
        letters = rest + piece.translate(None, transfer.WHITE_SPACE)
        usable = len(letters) - len(letters) % 4
        rest = letters[usable:]
        is_last = at + CHUNK >= node.end
        if letters.translate(None, transfer.ALPHABET).strip(b"=") or (
            b"=" in letters and not is_last
        ):
            return None
        try:
            decoded = binascii.a2b_base64(letters[:usable], strict_mode=True)
        except binascii.Error:
            return None
        found[filled : filled + len(decoded)] = decoded
        filled += len(decoded)
    del found[filled:]
    return found if not rest else None
