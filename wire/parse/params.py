"""Reads `value; name=value` fields: Content-Type and Content-Disposition, with RFC 2231 forms."""

import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from wire.parse import charsets, words
from wire.parse.notes import Notes

# One piece up to the next semicolon outside quotes; a quote never closed runs to the end.
PIECE = re.compile(rb"(?:[^\";]++|\"(?:[^\"\\]++|\\.)*+(?:\"|\\?\Z))*+", re.DOTALL)
QUOTED = re.compile(rb"\"((?:[^\"\\]++|\\.)*+)(\"?)", re.DOTALL)
# RFC 5322 section 3.2.1. In 8-bit names a backslash may be half a character of Big5 or Shift JIS.
ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
ESCAPE_8BIT = re.compile(rb"\\([\"\\])")
STAR = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?\Z")
MAX_PARAMS = 200
# A thousand parts may each have such a field.
MAX_FIELD = 16 * 1024
MAX_VALUE = 4096


class _Chunk(NamedTuple):
    number: int
    extended: bool
    value: bytes


def parse(value: bytes, notes: Notes) -> tuple[str, dict[str, str]]:
    """Lower-case main value, and decoded parameters by lower-case name; never raises.

    The first parameter of a name wins, an RFC 2231 form before a plain one.
    """
    value = words.unfold(value[:MAX_FIELD])
    pieces = _pieces(value)
    main = pieces[0].strip() if pieces else b""
    if b" " in main and b"=" in main:
        # The semicolon is missing: text/plain charset=utf-8
        main, _, lost = main.partition(b" ")
        pieces.insert(1, lost)
    chunks: dict[str, list[_Chunk]] = {}
    for piece in pieces[1:]:
        name, equals, raw = piece.partition(b"=")
        shape = STAR.match(name.strip().decode("latin-1").lower())
        if equals and shape:
            chunk = _Chunk(int(shape[2] or 0), bool(shape[3]), _unquote(raw.strip()))
            key = shape[1] + "*" if shape[2] or shape[3] else shape[1]
            chunks.setdefault(key, []).append(chunk)
    return main.decode("latin-1").lower(), _values(chunks, notes)


def _pieces(value: bytes) -> list[bytes]:
    found: list[bytes] = []
    position = 0
    while position < len(value) and len(found) < MAX_PARAMS:
        match = PIECE.match(value, position)
        piece = match[0] if match else value[position:]
        position += len(piece) + 1
        if b";" in piece and piece.replace(b'\\"', b"").count(b'"') % 2:
            # The quote was never closed: it must not hide what follows it.
            found.extend(piece.split(b";")[: MAX_PARAMS - len(found)])
        else:
            found.append(piece)
    return found


def _unquote(raw: bytes) -> bytes:
    if quoted := QUOTED.match(raw):
        inner = quoted[1][:MAX_VALUE]
        return (ESCAPE if inner.isascii() else ESCAPE_8BIT).sub(rb"\1", inner)
    return raw[:MAX_VALUE]


def _values(chunks: dict[str, list[_Chunk]], notes: Notes) -> dict[str, str]:
    if "charset" in chunks and not notes.charset:
        notes.charset = chunks["charset"][0].value[:80].decode("latin-1")
    plain = {
        name: charsets.clean(words.decode(found[0].value, notes))
        for name, found in chunks.items()
        if not name.endswith("*")
    }
    starred = {
        name[:-1]: charsets.clean(_join(found, notes))
        for name, found in chunks.items()
        if name.endswith("*")
    }
    return plain | starred


def _join(chunks: list[_Chunk], notes: Notes) -> str:
    """RFC 2231 sections 3 and 4: numbered pieces, the first of which may name the charset."""
    ordered = sorted({chunk.number: chunk for chunk in reversed(chunks)}.values())
    charset = b""
    if ordered[0].extended and ordered[0].value.count(b"'") >= 2:
        charset, _, rest = ordered[0].value.partition(b"'")
        ordered[0] = ordered[0]._replace(value=rest.partition(b"'")[2])
    data = b"".join(unquote_to_bytes(c.value) if c.extended else c.value for c in ordered)
    if not charset and b"=?" in data:
        return words.decode(data[:MAX_VALUE], notes)
    return charsets.decode(data[:MAX_VALUE], charset.decode("latin-1"), notes)
