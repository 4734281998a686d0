"""OLE compound files ([MS-CFB]): Office 97, installers, Outlook messages. Finds what is in them by name."""

import struct
from collections.abc import Iterator

from attachments.bounds import BEGINNING, Budget
from attachments.kinds import BY_NAME, Kind
from attachments.openers.opened import Opened
from attachments.openers.streams import Compound
from attachments.values import Content, Item

# {000C1084-0000-0000-C000-000000000046}, the class of installers, as its bytes stand in the file.
INSTALLER = b"\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0F"
STREAMS = (
    ("WordDocument", "word"),
    ("Workbook", "excel"),
    ("PowerPoint Document", "slides"),
    ("__properties_version1.0", "outlook"),
)
MACROS = {"word": "word-97-macros", "excel": "excel-97-macros", "slides": "slides-97-macros"}
PROJECT = "_VBA_PROJECT"
EMBEDDED = b"This program cannot be run in DOS mode"
# PidTagAttachLongFilename, PidTagAttachFilename, PidTagAttachDataBinary.
NAMED = ("__substg1.0_3707001", "__substg1.0_3704001")
ATTACHED = (*NAMED, "__substg1.0_37010102")
PACKAGE = "\x01Ole10Native"
OFFICE_PROJECT = "vbaproject.bin"


def open_compound(item: Item, budget: Budget) -> Opened:
    found = _kinds(item.content)
    if item.name.lower().endswith(OFFICE_PROJECT):
        # The document around it is judged by this project already.
        found = [one for one in found if one.name != "macros"]
    return Opened(tuple(found), _members(item, budget))


def _members(item: Item, budget: Budget) -> Iterator[Item]:
    """Attachments of an Outlook message ([MS-OXMSG] 2.2.2), and packages put into a document."""
    trail = (*item.inside, item.name)
    try:
        compound = Compound(item.content)
        streams = [one for one in compound if one.name.startswith((*ATTACHED, PACKAGE))]
        for one in streams:
            budget.member()
            data = compound.read(one, max(BEGINNING, budget.room()))
            budget.spend(len(data))
            if one.name.startswith(NAMED):
                wide = one.name.endswith("1F")
                name = data.decode("utf-16-le" if wide else "utf-8", "replace").rstrip("\0")
                yield Item((name,), "", b"", trail, complete=False)
            elif one.name.startswith(PACKAGE):
                yield Item(_packed_names(data), "", b"", trail, complete=False)
            else:
                yield Item((), "", data, trail, complete=len(data) == one.size)
    except struct.error:
        return


def _packed_names(data: bytes) -> tuple[str, ...]:
    """Label and path of a packaged file stand at its beginning, each with its NUL."""
    label, _, rest = data[6:2000].partition(b"\0")
    return tuple(one.decode("utf-8", "replace") for one in (label, rest.partition(b"\0")[0]) if one)


def _kinds(content: Content) -> list[Kind]:
    name = next((kind for stream, kind in STREAMS if _has(content, stream)), "compound")
    if name == "compound" and content.find(INSTALLER) >= 0:
        name = "msi"
    found = [BY_NAME[name]]
    if _has(content, PROJECT):
        found.append(BY_NAME[MACROS.get(name, "macros")])
    if content.find(EMBEDDED) >= 0 and name != "msi":
        found.append(BY_NAME["program"])
    return found


def _has(content: Content, stream: str) -> bool:
    """Whether the directory has an entry of this name: UTF-16 with its end ([MS-CFB] 2.6.1)."""
    return content.find(f"{stream}\0".encode("utf-16-le")) >= 0
