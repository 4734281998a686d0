"""What a reader sees of a source text, and where in the source each shown character stands.

Spellings are unified: invisible characters are left out; every space is a space, every dash a
hyphen, every digit and full-width letter one of ASCII.
"""

import re
import unicodedata
from bisect import bisect_right

GONE = "\x00"
ASCII = 128


class _Spelling(dict[int, str]):
    """The table of `str.translate`: one character for one, GONE for what nobody sees."""

    def __missing__(self, code: int) -> str:
        shown = self[code] = _shown(chr(code))
        return shown


def _shown(one: str) -> str:
    if ord(one) < ASCII:
        return one
    category = unicodedata.category(one)
    # Format and control characters, marks on top of others, and fillers.
    if category in {"Cf", "Mn", "Me"} or one in "\u115f\u1160\u3164\uffa0":
        return GONE
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    if category == "Pd" or one in "\u2212\u2043":
        return "-"
    if one in "\u00b7\u2022\u2024\u2027\u30fb":
        return "."
    digit = unicodedata.digit(one, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", one)
    return plain if len(plain) == 1 else one


SPELLING = _Spelling()


class Projection:
    """Grows from the beginning of the source to its end."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        # Of each piece: where it is shown, where it stands, and up to where where it is one character.
        self._at: list[int] = []
        self._from: list[int] = []
        self._to: list[int] = []
        self.after_space = True

    def text(self, text: str, start: int) -> None:
        """Characters that stand in the source as they are, from ``start`` on."""
        if text.isascii() and GONE not in text:
            self._piece(text, start, 0)
            return
        for found in re.finditer(r"[^\x00]+", text.translate(SPELLING)):
            self._piece(found[0], start + found.start(), 0)

    def one(self, shown: str, start: int, end: int) -> None:
        """A character that is written with several, such as an entity."""
        shown = SPELLING[ord(shown)]
        if shown != GONE:
            self._piece(shown, start, end)

    def space(self, shown: str, start: int) -> None:
        """White space that is shown once, however often it is written."""
        if not self.after_space:
            self._piece(shown, start, start)

    def _piece(self, shown: str, start: int, end: int) -> None:
        if not shown:
            return
        self._at.append(self._length)
        self._from.append(start)
        self._to.append(end)
        self._parts.append(shown)
        self._length += len(shown)
        self.after_space = shown[-1].isspace()

    def shown(self) -> str:
        return "".join(self._parts)

    def source(self, index: int) -> tuple[int, int]:
        """Where the shown character with this index stands in the source: ``[start, end)``."""
        piece = bisect_right(self._at, index) - 1
        if self._to[piece]:
            return self._from[piece], self._to[piece]
        start = self._from[piece] + index - self._at[piece]
        return start, start + 1


def of_text(text: str) -> Projection:
    """Plain text."""
    projection = Projection()
    projection.text(text, 0)
    return projection
