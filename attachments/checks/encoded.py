"""Names that are still encoded: RFC 2047 words, percent signs, HTML entities."""

import html
from urllib.parse import unquote

from wire.parse import words
from wire.parse.notes import Notes


def undo(name: str) -> str:
    """The name decoded, as often as three ways of encoding stand in each other."""
    if "=?" in name:
        name = words.decode(name.encode("utf-8", "replace"), Notes())
    if "%" in name:
        name = unquote(name, errors="replace")
    return html.unescape(name) if "&" in name else name
