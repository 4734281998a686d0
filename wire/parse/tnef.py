"""Reads TNEF, the winmail.dat of Outlook and Exchange ([MS-OXTNEF]), as offsets into its bytes.

It makes nothing of calendars, contacts and messages inside, and trusts no length.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from wire.parse import mapi

SIGNATURE = b"\x78\x9f\x3e\x22"
# Level, attribute and length; after the data a checksum of two bytes.
ATTRIBUTE = struct.Struct("<BIL")
MAX_ATTRIBUTES = 3000
MAX_FILES = 200
BODY, CODE_PAGE, MESSAGE_PROPERTIES = 0x2800C, 0x69007, 0x69003
RENDERING, TITLE, DATA, PROPERTIES = 0x69002, 0x18010, 0x6800F, 0x69005
TEXTS = {0x1000: "text/plain", 0x1013: "text/html", 0x1009: "text/rtf"}
LONG_NAME, NAME, CONTENT = 0x3707, 0x3704, 0x3701
MAX_NAME = 1000


class Span(NamedTuple):
    """Bytes data[start:end], and their charset where they are text."""

    start: int
    end: int
    charset: str = ""


@dataclass(slots=True)
class File:
    """One attachment: its name, and where its bytes are; they may be missing."""

    name: str = ""
    content: Span | None = None
    has_properties: bool = False


@dataclass(slots=True)
class Contents:
    """What a stream holds: its attachments, and its texts by content type."""

    files: list[File]
    texts: dict[str, Span]
    has_properties: bool = False


def is_tnef(content_type: str, filename: str) -> bool:
    """Whether a part with this type and name is a TNEF stream."""
    return (
        content_type in ("application/ms-tnef", "application/vnd.ms-tnef")
        or filename.lower() == "winmail.dat"
    )


def read(data: bytes) -> Contents:
    """The attachments and texts of a stream; of a damaged one what comes before the damage."""
    contents = Contents([], {})
    charset = "windows-1252"
    for attribute, start, end in _attributes(data):
        if attribute == CODE_PAGE and end - start >= 4:
            charset = f"cp{int.from_bytes(data[start : start + 4], 'little')}"
        elif attribute == RENDERING and len(contents.files) < MAX_FILES:
            contents.files.append(File())
        elif attribute == BODY:
            contents.texts.setdefault("text/plain", Span(start, end, charset))
        elif attribute == MESSAGE_PROPERTIES and not contents.has_properties:
            contents.has_properties = True
            _take_texts(contents, data, Span(start, end, charset))
        elif contents.files:
            _describe(contents.files[-1], attribute, data, Span(start, end, charset))
    return contents


def _attributes(data: bytes) -> Iterator[tuple[int, int, int]]:
    position = 6 if data.startswith(SIGNATURE) else len(data)
    for _ in range(MAX_ATTRIBUTES):
        if position + ATTRIBUTE.size > len(data):
            return
        _, attribute, length = ATTRIBUTE.unpack_from(data, position)
        start = position + ATTRIBUTE.size
        yield attribute, start, min(start + length, len(data))
        position = start + length + 2


def _take_texts(contents: Contents, data: bytes, where: Span) -> None:
    for one in mapi.properties(data, where.start, where.end):
        if kind := TEXTS.get(one.identifier):
            charset = "utf-16-le" if one.is_unicode else where.charset
            contents.texts[kind] = Span(one.start, one.end, charset)


def _describe(file: File, attribute: int, data: bytes, where: Span) -> None:
    if attribute == TITLE and not file.name:
        file.name = _text(data, where)
    elif attribute == DATA:
        file.content = where
    elif attribute == PROPERTIES and not file.has_properties:
        # Once for each file, or a hostile stream could have them read thousands of times.
        file.has_properties = True
        names = {}
        for one in mapi.properties(data, where.start, where.end):
            charset = "utf-16-le" if one.is_unicode else where.charset
            if one.identifier in (LONG_NAME, NAME):
                names[one.identifier] = _text(data, Span(one.start, one.end, charset))
            elif one.identifier == CONTENT and not file.content:
                file.content = Span(one.start, one.end)
        file.name = names.get(LONG_NAME) or file.name or names.get(NAME, "")


def _text(data: bytes, where: Span) -> str:
    raw = data[where.start : min(where.end, where.start + MAX_NAME)]
    try:
        return raw.decode(where.charset, "replace").rstrip("\0")
    except LookupError:
        return raw.decode("cp1252", "replace").rstrip("\0")
