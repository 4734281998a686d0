"""RTF to plain text in one linear pass: words, lines and tabs; no fonts, pictures or fields."""

import re

from wire.parse import charsets
from wire.parse.labels import codec_name

TOKEN = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,9})?[ ]?|\\'([0-9A-Fa-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]++)"
)
BREAKS = {"par": "\n", "line": "\n", "tab": "\t", "cell": "  ", "row": "\n"}
SIGNS = {"emdash": "\u2014", "endash": "\u2013", "bullet": "\u2022"} | {
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
}
HIDDEN = frozenset({"fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "footer"})
MAX_CHARACTERS = 400_000


def to_text(markup: str) -> str:
    """The words of an RTF document, of its first 400,000 characters."""
    reader = _Reader()
    for token in TOKEN.finditer(markup[:MAX_CHARACTERS]):
        reader.take(token)
    return reader.finish()


class _Reader:
    """Where in the document it is; groups restore whether text is hidden."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.octets = bytearray()
        self.codec = "cp1252"
        self.hidden = False
        # What Outlook wrote only for programs that read no HTML from RTF ([MS-OXRTFEX]).
        self.repeated = False
        self.groups: list[bool] = []
        # How many characters after \u stand in for it.
        self.stand_ins, self.skip = 1, 0

    def take(self, token: re.Match[str]) -> None:
        word, number, octet, sign, brace, text = token.groups()
        if octet:
            self._octet(int(octet, 16))
        elif word:
            self._word(word, int(number) if number else None)
        elif brace:
            self._group(brace)
        elif sign == "*":
            self.hidden = True
        elif sign:
            self._write("\u00a0" if sign == "~" else sign if sign in "\\{}" else "")
        else:
            self._write(text[self.skip :])
            self.skip = max(0, self.skip - len(text))

    def finish(self) -> str:
        self._flush()
        return charsets.lines("".join(self.out).strip())

    def _word(self, word: str, number: int | None) -> None:
        if word == "u" and number is not None:
            code = number % 0x10000
            self._write("" if 0xD800 <= code < 0xE000 else chr(code))
            self.skip = self.stand_ins
        elif word == "uc":
            self.stand_ins = min(number or 0, 9)
        elif word == "ansicpg":
            self.codec = codec_name(f"cp{number}") or "cp1252"
        elif word == "htmlrtf":
            self.repeated = number != 0
        elif word in HIDDEN:
            self.hidden = True
        else:
            self._write(BREAKS.get(word) or SIGNS.get(word) or "")

    def _group(self, brace: str) -> None:
        if brace == "{":
            self.groups.append(self.hidden)
        elif self.groups:
            self.hidden = self.groups.pop()

    def _octet(self, value: int) -> None:
        if self.skip:
            self.skip -= 1
        elif not self.hidden and not self.repeated:
            self.octets.append(value)

    def _write(self, text: str) -> None:
        if text and not self.hidden and not self.repeated:
            self._flush()
            self.out.append(text)

    def _flush(self) -> None:
        if self.octets:
            self.out.append(self.octets.decode(self.codec, "replace"))
            self.octets.clear()
