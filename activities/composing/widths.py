"""The column width of plain text (DI-7): lines are broken, links, words and quotes are not."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from unicodedata import combining, east_asian_width

from activities.composing.values import Copy, Settings

# RFC 3676 section 4.5: the marks of a quote, which each of its lines bears.
_QUOTE = re.compile(r"(?:> ?)*")
_WORD = re.compile(r" *[^ ]+")


def step(copy: Copy, settings: Settings) -> Copy:
    """Hard line ends, not format=flowed, whose spaces at line ends do not survive every server."""
    if settings.width is None:
        return copy
    text = wrapped(copy.outgoing.text, settings.width)
    if text == copy.outgoing.text:
        return copy
    words = f"Lines longer than {settings.width} columns are broken."
    return copy.noted("Column width", words, outgoing=replace(copy.outgoing, text=text))


def wrapped(text: str, width: int) -> str:
    """Each longer line broken at spaces; one that has none, such as a link, stays."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii() or ">" in text:
        return "\n".join([_line(one, width) for one in text.split("\n")])
    # The same, where every letter is one column and nothing is a quote: large mail above all.
    pieces = _pieces(width).findall
    return "\n".join(
        [
            one if len(one) <= width else "\n".join(pieces(one.rstrip(" ")))
            for one in text.split("\n")
        ]
    )


@cache
def _pieces(width: int) -> re.Pattern[str]:
    """Finds what `_broken` makes of ASCII that is no quote: the next words that fit, or one word."""
    return re.compile(rf"(.{{0,{width - 1}}}[^ ](?= |$)| *[^ ]+) *")


def _line(line: str, width: int) -> str:
    if columns(line) <= width:
        return line
    found = _QUOTE.match(line)
    quote = found[0] if found else ""
    return "\n".join(_broken(line[len(quote) :], quote, width))


def _broken(text: str, quote: str, width: int) -> Iterator[str]:
    """The spaces at which a line is broken go; all others stay. A quote goes on as a quote."""
    mark = f"{quote.rstrip()} " if quote else ""
    line, measured = quote, len if text.isascii() else columns
    for word in _WORD.findall(text.rstrip(" ")):
        if measured(line) + measured(word) > width and line not in (quote, mark):
            yield line
            line = mark + _unquoted(word.lstrip(" "), quote)
        else:
            line += word
    yield line


def _unquoted(word: str, quote: str) -> str:
    """A word of ours that would begin a line with a quote's mark keeps a space before it (RFC 3676)."""
    return f" {word}" if not quote and word.startswith(">") else word


def columns(text: str) -> int:
    """How wide a text stands: East Asian letters take two columns (UAX 11), accents none."""
    # Below the combining accents no letter is wide: most texts of Europe are measured at once.
    if text.isascii() or max(text) < "\u0300":
        return len(text)
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)
