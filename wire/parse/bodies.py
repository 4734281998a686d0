"""Chooses which leaves are the text of a message, and makes its plain text and its HTML."""

from dataclasses import dataclass

from wire.parse import charsets, embedded, enriched, flowed, markup, rtf, stand_ins
from wire.parse.limits import Limits
from wire.parse.node import ATTACHED_MESSAGES, Node
from wire.parse.notes import Notes

# The kinds of text that mail programs write themselves, the one to read first.
BODY_TYPES = ("text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html")
# The widest character takes four bytes in the charsets of mail.
BYTES_PER_CHARACTER = 4


@dataclass(frozen=True, slots=True)
class Bodies:
    """Text and HTML of a message; `sizes` has the decoded bytes of its body leaves by path."""

    text: str
    html: str
    sizes: dict[str, int]


def read(root: Node, limits: Limits, notes: Notes) -> Bodies:
    """Text of the plain leaves and of HTML that has no plain alternative; the first HTML leaf."""
    reader = _Reader(limits, notes)
    leaves = _bodies(root)
    shown = reader.shown(root)
    if not any(reader.visible(leaf) for leaf in shown):
        shown = reader.stand_in(root, leaves) or leaves
    text = reader.joined(shown)
    html = next((leaf for leaf in leaves if leaf.content_type == "text/html"), None)
    # Asked for before the sizes, which come with decoding.
    markup_text = reader.decoded(html) if html else ""
    return Bodies(text, markup_text, {leaf.path: reader.size(leaf) for leaf in leaves})


def _is_body(node: Node) -> bool:
    return (
        not node.children
        and node.content_type in BODY_TYPES
        and node.disposition != "attachment"
        # Where the text is all there is, its name makes no file of it.
        and (node.is_root or not node.filename)
    )


def _bodies(node: Node) -> list[Node]:
    """All leaves that are text of this message itself; related resources are files."""
    if not node.children:
        return [node] if _is_body(node) else []
    if node.content_type in ATTACHED_MESSAGES:
        return []
    groups = [_bodies(child) for child in node.children]
    if node.content_type == "multipart/related":
        groups = [group for group in groups if group][:1]
    return [leaf for group in groups for leaf in group]


class _Reader:
    """Decodes each body leaf at most once."""

    def __init__(self, limits: Limits, notes: Notes) -> None:
        self.limits, self.notes = limits, notes
        self._texts: dict[str, str] = {}
        self._plain: dict[str, str] = {}
        self._sizes: dict[str, int] = {}

    def decoded(self, leaf: Node) -> str:
        """The leaf in characters, with newlines as line ends, cut to the limit."""
        if leaf.path not in self._texts:
            data = leaf.content(self.notes)
            self._sizes[leaf.path] = len(data)
            data = embedded.without(data, leaf.gaps) if leaf.gaps else data
            charset = leaf.params.get("charset", "")
            if not charset and leaf.content_type == "text/html":
                charset = markup.declared_charset(data)
            data = data[: self.limits.text_chars * BYTES_PER_CHARACTER]
            text = charsets.decode(data, charset, self.notes)
            self._texts[leaf.path] = self._cut(charsets.lines(text))
        return self._texts[leaf.path]

    def size(self, leaf: Node) -> int:
        """Decoded bytes of the leaf, from its decoding if there was one."""
        size = self._sizes.get(leaf.path)
        return leaf.size(self.notes) if size is None else size

    def plain(self, leaf: Node) -> str:
        """The leaf as text to read."""
        if leaf.path not in self._plain:
            text = self.decoded(leaf)
            if leaf.content_type in ("text/html", "text/x-amp-html"):
                text = markup.to_text(text, self.notes)
            elif leaf.content_type in ("text/enriched", "text/richtext"):
                text = enriched.to_text(text)
            elif leaf.content_type == "text/rtf":
                text = rtf.to_text(text)
            elif leaf.params.get("format", "").lower() == "flowed":
                delsp = leaf.params.get("delsp", "").lower() == "yes"
                text = flowed.unflow(text, delsp=delsp)
            self._plain[leaf.path] = text
        return self._plain[leaf.path]

    def visible(self, leaf: Node) -> bool:
        return bool(self.plain(leaf).strip())

    def shown(self, node: Node) -> list[Node]:
        """The leaves that make the text: of alternatives only one, plain text before HTML."""
        if not node.children:
            return [node] if _is_body(node) else []
        if node.content_type in ATTACHED_MESSAGES:
            return []
        groups = [group for child in node.children if (group := self.shown(child))]
        if node.content_type == "multipart/related":
            groups = groups[:1]
        if node.content_type == "multipart/alternative":
            groups = self._best(groups)
        return [leaf for group in groups for leaf in group]

    def stand_in(self, root: Node, leaves: list[Node]) -> list[Node]:
        """The first part that has text to show, if any; `leaves` are the message's own text."""
        for node in stand_ins.of(root):
            if self.visible(node):
                if not any(node is leaf for leaf in leaves):
                    self.notes.add(
                        f"The message has no text of its own; that of part {node.path} is shown."
                    )
                return [node]
        return []

    def joined(self, leaves: list[Node]) -> str:
        pieces: list[str] = []
        room = self.limits.text_chars
        for leaf in leaves:
            if room <= 0:
                self._cut_note()
                break
            piece = self.plain(leaf)
            if piece and leaf is not leaves[-1] and not piece.endswith("\n"):
                piece += "\n"
            pieces.append(piece)
            room -= len(piece)
        return self._cut("".join(pieces))

    def _best(self, groups: list[list[Node]]) -> list[list[Node]]:
        for wanted in BODY_TYPES:
            for group in groups:
                if any(leaf.content_type == wanted and self.visible(leaf) for leaf in group):
                    return [group]
        return groups[:1]

    def _cut(self, text: str) -> str:
        if len(text) <= self.limits.text_chars:
            return text
        self._cut_note()
        return text[: self.limits.text_chars]

    def _cut_note(self) -> None:
        limit = self.limits.text_chars
        self.notes.add(f"The text is longer than {limit:,} characters; the rest was left out.")
