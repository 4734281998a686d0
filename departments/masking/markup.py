"""HTML as its reader sees it, in one linear pass: text without tags, and apart from it the values
of attributes and the comments, which the source shows. Makes nothing safe.
"""

import re
from html import unescape

from departments.masking.projection import Projection

# As in any browser a quoted value may hold '>'; without '<' in it an unclosed quote ends at the next tag.
TOKEN = re.compile(
    r"<!--(?P<comment>(?:[^-]++|-(?!->))*+)(?:-->|\Z)"
    r"|<(?P<slash>/?)(?P<name>[A-Za-z][^\s/<>]*+)"
    r"(?P<attributes>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+)>"
    r"|<[!?/][^<>]*+>"
)
VALUE = re.compile(r"=\s{0,20}+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\s\"'>]++))")
ENTITY = re.compile(r"&(?:#[0-9]{1,100}+|#[xX][0-9a-fA-F]{1,100}+|[A-Za-z][A-Za-z0-9]{1,31}+);?")
PERCENT = re.compile(r"%[2-7][0-9A-Fa-f]")
SPECIAL = re.compile(f"{ENTITY.pattern}|{PERCENT.pattern}")
SPACES = re.compile(r"[ \t\r\n\f]+")
# Between these and what follows there is a new line or another cell.
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "style",
        "script",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
# No pattern reaches over this from one value into the next.
BETWEEN = "\x01"


def of_html(html: str) -> tuple[Projection, Projection]:
    """What is seen, and what stands in attributes and comments."""
    seen, hidden = Projection(), Projection()
    position = 0
    for token in TOKEN.finditer(html):
        _seen(seen, html, position, token.start())
        position = token.end()
        if token["comment"] is not None:
            _unseen(hidden, html, *token.span("comment"))
        elif token["name"]:
            if token["name"].lower() in BLOCKS:
                seen.space("\n", token.start())
            _attributes(hidden, html, token)
    _seen(seen, html, position, len(html))
    return seen, hidden


def _attributes(hidden: Projection, html: str, token: re.Match[str]) -> None:
    for found in VALUE.finditer(html, *token.span("attributes")):
        group = found.lastindex or 0
        _unseen(hidden, html, *found.span(group))


def _seen(seen: Projection, html: str, start: int, end: int) -> None:
    for special in ENTITY.finditer(html, start, end):
        _words(seen, html, start, special.start())
        _entity(seen, special)
        start = special.end()
    _words(seen, html, start, end)


def _words(seen: Projection, html: str, start: int, end: int) -> None:
    for gap in SPACES.finditer(html, start, end):
        seen.text(html[start : gap.start()], start)
        seen.space(" ", gap.start())
        start = gap.end()
    seen.text(html[start:end], start)


def _unseen(hidden: Projection, html: str, start: int, end: int) -> None:
    for special in SPECIAL.finditer(html, start, end):
        hidden.text(html[start : special.start()], start)
        _entity(hidden, special)
        start = special.end()
    hidden.text(html[start:end], start)
    hidden.one(BETWEEN, end, end)


def _entity(projection: Projection, special: re.Match[str]) -> None:
    written = special[0]
    shown = chr(int(written[1:], 16)) if written[0] == "%" else unescape(written)
    if len(shown) == 1:
        projection.one(shown, special.start(), special.end())
    else:
        projection.text(written, special.start())
