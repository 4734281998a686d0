"""HTML to plain text in one linear pass over tags: no tree, so no nesting can hurt.

For reading and for rules; it does not make HTML safe to show.
"""

import re
from collections.abc import Callable
from html import unescape

from wire.parse import charsets
from wire.parse.notes import Notes

# Inside a tag a quoted value may hold '>' but not '<': an unclosed quote then ends at the next tag.
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+)>")
ANY_TAG = re.compile(r"<[/!?A-Za-z][^<>]*+>")
SPACES = re.compile(r"[ \t\n\r\f\xa0]+")
BLANK_LINES = re.compile(r"\n{3,}")
HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)
META_CHARSET = re.compile(rb"<meta[^<>]{1,200}charset\s{0,9}=\s{0,9}[\"']?([\w:.-]{1,40})", re.I)

ALT = re.compile(
    r"\balt\s{0,9}=\s{0,9}(?:\"([^\"]{1,500}+)\"|'([^']{1,500}+)'|([^\s\"'>]{1,500}))",
    re.IGNORECASE,
)

SKIPPED = frozenset({"script", "style", "title", "template", "noscript", "svg", "object"})
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "table"})
LINES = frozenset(
    {"div", "tr", "li", "dt", "dd", "blockquote", "address", "article", "aside", "section", "hr"}
    | {"header", "footer", "main", "nav", "form", "center", "figure", "figcaption", "fieldset"}
    | {"body", "html", "tbody", "thead", "tfoot"}
)
# Elements whose end tag may not be left out, so that hiding them can end.
HIDEABLE = frozenset({"div", "span", "table", "section", "font"})
# Beyond this many tags only the tags are taken out, which costs a tenth.
MAX_TAGS = 100_000


def declared_charset(data: bytes) -> str:
    """The charset an HTML document names for itself in its first 4 KB, or ''."""
    found = META_CHARSET.search(data, 0, 4096)
    return found[1].decode("ascii", "replace") if found else ""


def to_text(markup: str, notes: Notes) -> str:
    """Readable text of an HTML document: blocks on lines, cells two spaces apart, lists marked."""
    body = _without_comments(markup)
    notes.entities_left -= body.count("&")
    if notes.entities_left < 0:
        notes.add("The HTML has too many entities; some were left as they are.")
    writer = _written(body, notes, hide=True)
    if writer.skipping in HIDEABLE:
        # Something hidden was never closed: better show too much than lose what was written.
        writer = _written(body, notes, hide=False)
    return writer.finish()


def _written(body: str, notes: Notes, *, hide: bool) -> "_Writer":
    writer = _Writer(hide, unescape if notes.entities_left >= 0 else str)
    position = count = 0
    room = min(MAX_TAGS, notes.tags_left)
    for count, tag in enumerate(TAG.finditer(body)):
        writer.text(body[position : tag.start()])
        position = tag.end()
        if count >= room:
            notes.add("The HTML has too many tags; its layout was dropped from some place on.")
            break
        writer.tag(tag[2].lower(), tag[3], closing=bool(tag[1]))
    notes.tags_left -= count
    writer.text(ANY_TAG.sub(" ", body[position:]))
    return writer


def _without_comments(markup: str) -> str:
    kept = []
    position = 0
    while (start := markup.find("<!--", position)) >= 0:
        kept.append(markup[position:start])
        end = markup.find("-->", start + 4)
        if end < 0:
            # Never closed: browsers hide the rest, but losing a person's words is worse.
            kept.append(markup[start + 4 :])
            return "".join(kept)
        position = end + 3
    kept.append(markup[position:])
    return "".join(kept)


class _Writer:
    """Collects text; knows only where it is, never what is above it."""

    def __init__(self, hide: bool, unescaped: Callable[[str], str]) -> None:
        self.hide, self.unescaped = hide, unescaped
        self.out: list[str] = []
        self.breaks = 0
        self.space = False
        self.skipping = ""
        self.skip_depth = 0
        self.preformatted = False
        self.images = False

    def text(self, raw: str) -> None:
        if self.skipping or not raw:
            return
        if "<" in raw:
            raw = ANY_TAG.sub("", raw)
        raw = self.unescaped(raw)
        if self.preformatted:
            self._write(raw.replace("\r\n", "\n"))
            return
        words = SPACES.sub(" ", raw)
        content = words.strip(" ")
        self.space = self.space or words.startswith(" ")
        if content:
            self._write(content)
            self.space = words.endswith(" ")

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        if self.skipping:
            self._maybe_stop_skipping(name, closing)
        elif not closing and (name in SKIPPED or self._hides(name, attributes)):
            self.skipping, self.skip_depth = name, 1
        elif name == "br":
            self.breaks += 1
            self.space = False
        elif name == "img":
            self._image(attributes)
        elif name in PARAGRAPHS:
            self.breaks = max(self.breaks, 2)
            self.preformatted = name == "pre" and not closing
        elif name in LINES:
            self.breaks = max(self.breaks, 1)
            if name == "li" and not closing:
                self._write("* ")
        elif name in ("td", "th") and closing:
            self.out.append("  ")

    def finish(self) -> str:
        joined = "\n".join(line.rstrip() for line in "".join(self.out).split("\n"))
        text = charsets.lines(BLANK_LINES.sub("\n\n", joined).strip())
        # Mail that is one picture is not empty.
        return text or ("[image]" if self.images else "")

    def _image(self, attributes: str) -> None:
        self.images = True
        found = ALT.search(attributes)
        words = " ".join(self.unescaped(found[1] or found[2] or found[3]).split()) if found else ""
        if words:
            self._write(f"[{words}]")

    def _hides(self, name: str, attributes: str) -> bool:
        return self.hide and name in HIDEABLE and bool(HIDDEN.search(attributes))

    def _maybe_stop_skipping(self, name: str, closing: bool) -> None:
        if name == self.skipping:
            self.skip_depth += -1 if closing else 1
        # A title or style that was never closed ends where the body begins.
        if self.skip_depth <= 0 or (name == "body" and self.skipping in ("title", "style")):
            self.skipping = ""

    def _write(self, content: str) -> None:
        if self.breaks:
            if self.out:
                self.out.append("\n" * self.breaks)
            self.breaks = 0
        elif self.space and self.out:
            self.out.append(" ")
        self.space = False
        self.out.append(content)
