"""Bytes to text, whatever was declared: declared, then UTF-8, then detected, then windows-1252."""

import codecs
import re
from functools import lru_cache

import cchardet

from wire.parse.notes import Notes

# What senders write, and the superset they mean.
ALIASES = {
    "ansi_x3.4-1968": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "chinesebig5": "big5hkscs",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_2",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-user-defined": "cp1252",
}
# Python codecs that are no character sets of mail; punycode and idna are slow on long input.
NOT_FOR_MAIL = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})
# Codecs whose ASCII bytes do not mean ASCII, so that the short cut must not be taken.
NOT_ASCII = re.compile(r"utf-?(?:7|16|32)|iso2022|hz|cp037|cp1026|cp1140|cp273|cp424|cp500|cp875")
# What the detector says for short western text ("ma\u00f1ana"), and hardly any mail really uses.
DOUBTFUL = re.compile(
    r"iso8859-(?:3|4|10|13|14|16)\Z|cp(?:437|737|775|850|852|855|858|86[0-5])|mac"
)
LABEL = re.compile(r"[a-z0-9][a-z0-9._:+-]{1,39}")
GLUED = re.compile(r"utf-?8|iso-8859-(?:1[0-6]|[1-9])|windows-125\d|koi8-[ru]|us-ascii|gb2312")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
SAMPLE = 64 * 1024
NON_ASCII = re.compile(rb"[\x80-\xff]")


@lru_cache(maxsize=512)
def codec_name(label: str) -> str:
    """The Python codec for a charset label as found in mail, or '' where there is none."""
    label = label.strip(" \t\r\n'\"").lower()
    whole = LABEL.match(label)
    glued = GLUED.match(label)
    for candidate in (whole[0] if whole else "", glued[0] if glued else ""):
        try:
            info = codecs.lookup(ALIASES.get(candidate, candidate)) if candidate else None
        except (LookupError, ValueError):
            continue
        # The flag tells text codecs from zlib and base64; it has no public name.
        if info and getattr(info, "_is_text_encoding", True) and info.name not in NOT_FOR_MAIL:
            return info.name
    return ""


def decode(data: bytes, declared: str, notes: Notes) -> str:
    """Text of `data`; never raises. Unknown, wrong and missing charsets are noted."""
    name = codec_name(declared) if declared else ""
    if declared and not name:
        notes.add(f"The character set '{clean(declared[:40])}' is unknown.")
    if data.isascii() and not (name and NOT_ASCII.match(name)):
        escapes = not name and b"\x1b$" in data
        return _try(data, "iso2022_jp_2" if escapes else "ascii") or data.decode("ascii")
    # Declared as ASCII but holding 8-bit bytes says nothing about what they are.
    trusted = "" if declared.strip(" '\"").lower() in ("us-ascii", "ascii") else name
    for candidate in (trusted, "utf-8"):
        text = _try(data, candidate) if candidate else None
        if text is not None:
            return text
    return _nearly(data, trusted, notes) or _guess(data, notes)


def clean(text: str) -> str:
    """Text without C0 controls (tab and newline stay), DEL and lone surrogates."""
    return text if text.isprintable() else CONTROLS.sub("", text)


def lines(text: str) -> str:
    """Clean text whose line ends are all newlines."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return clean(text)


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        return None


def _nearly(data: bytes, name: str, notes: Notes) -> str:
    """Text in the declared charset, or UTF-8, where all but one byte in a hundred fit."""
    for candidate in (name, "utf-8"):
        if not candidate:
            continue
        text = data.decode(candidate, "replace")
        if text.count("\ufffd") * 100 <= len(text):
            notes.add("Some bytes do not belong to the character set; they were replaced.")
            return text
    return ""


def _guess(data: bytes, notes: Notes) -> str:
    found = NON_ASCII.search(data)
    start = max(0, found.start() - 1024) if found else 0
    label = cchardet.detect(data[start : start + SAMPLE])["encoding"] if notes.may_guess() else None
    name = codec_name(label) if label else ""
    text = _try(data, name) if name and not DOUBTFUL.match(name) else None
    if text is None:
        name, text = "windows-1252", data.decode("cp1252", "replace")
    notes.add(f"The character set was missing or wrong; {name} was taken as the likely one.")
    return text
