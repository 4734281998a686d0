"""ZIP archives, and the documents that are ZIP archives by construction."""

import re
import zlib
from collections.abc import Iterator

from attachments.bounds import BEGINNING, MIB, Budget, check_size
from attachments.checks.names import endings
from attachments.errors import Closed, TooMuch
from attachments.kinds import BY_NAME, Kind
from attachments.openers.opened import Opened
from attachments.openers.unpacking import unpack
from attachments.openers.zip_directory import Entry, entries
from attachments.signatures import is_opened
from attachments.values import Content, Item

STORED, DEFLATED = 0, 8
MACROS = {
    "word/": "word-macros",
    "xl/": "excel-macros",
    "ppt/": "slides-macros",
    "visio/": "visio-macros",
}
# The first that is there says what the archive is.
MARKS = (
    ("[content_types].xml", "ooxml"),
    ("androidmanifest.xml", "apk"),
    ("appxmanifest.xml", "appx"),
    ("meta-inf/manifest.mf", "jar"),
    ("mimetype", "open"),
)
DOCUMENTS = frozenset({"ooxml", "open", *MACROS.values()})
# What documents are made of: a rule against these is not meant against the pictures in a letter.
MATERIAL = re.compile(
    r"\.(?:xml|rels|vml|rdf|bin|css|x?html?|ncx|opf|svg|[ew]mf|png|jpe?g|gif|txt|json|(?:od)?ttf|psmdcp)\Z",
    re.IGNORECASE,
)
# Members up to here are unpacked whole, so that their ends can be looked at.
WHOLE = MIB


def open_zip(item: Item, budget: Budget) -> Opened:
    """Raises TooMuch for a bomb, Closed for an archive that contradicts itself."""
    found = entries(item.content, budget)
    check_size(len(item.content), sum(one.unpacked for one in found if _is_counted(one)))
    kind = _kind([name.lower() for one in found for name in one.names])
    # An archive under another name is unpacked by people, and not read by an Office program.
    is_document = kind.name in DOCUMENTS and kind.goes_by(endings(item))
    return Opened((kind,), _members(item, found, budget, is_document=is_document))


def _is_counted(entry: Entry) -> bool:
    # A header whose sizes follow the data has none, or all bits set.
    return entry.unpacked != 0xFFFFFFFF


def _kind(names: list[str]) -> Kind:
    there = frozenset(names)
    name = next((kind for mark, kind in MARKS if mark in there), "zip")
    if name == "ooxml":
        for folder, macros in MACROS.items():
            if f"{folder}vbaproject.bin" in there:
                return BY_NAME[macros]
    return BY_NAME[name]


def _members(
    item: Item, found: list[Entry], budget: Budget, *, is_document: bool
) -> Iterator[Item]:
    closed = ""
    for one in found:
        content: Content = b""
        complete = True
        if one.is_encrypted or one.method not in (STORED, DEFLATED):
            how = "encrypted" if one.is_encrypted else "packed in a way that is not read here"
            closed = f"“{one.names[0][-80:]}” in it is {how}."
        elif one.start >= 0:
            content, complete = _read(item.content, one, budget)
        yield Item(
            one.names,
            "",
            content,
            (*item.inside, item.name),
            complete,
            is_material=is_document and bool(MATERIAL.search(one.names[0])),
        )
    if closed:
        raise Closed(closed)


def _read(content: Content, entry: Entry, budget: Budget) -> tuple[Content, bool]:
    """The bytes of a member, or its beginning; and whether that is all of them."""
    room = budget.room()
    data, complete = _unpack(content, entry, limit=max(min(WHOLE, room), BEGINNING), budget=budget)
    if not complete and room > WHOLE and is_opened(data):
        data, complete = _unpack(content, entry, limit=room, budget=budget)
    return data, complete


def _unpack(content: Content, entry: Entry, *, limit: int, budget: Budget) -> tuple[Content, bool]:
    # Deflate makes what cannot be packed longer by less than this; more input has no honest use.
    most = min(entry.packed or len(content), limit + limit // 64 + 1024)
    packed = memoryview(content)[entry.start : entry.start + most]
    budget.spend(len(packed))
    if entry.method == STORED:
        return bytes(packed[:limit]), (entry.packed or len(content)) <= limit
    data, complete, *_ = unpack(zlib.decompressobj(-zlib.MAX_WBITS), packed, limit)
    budget.spend(max(0, len(data) - len(packed)))
    if len(data) > entry.unpacked > 0:
        raise TooMuch(f"“{entry.names[0][-80:]}” in it is larger than it says: a bomb.")
    return data, complete
