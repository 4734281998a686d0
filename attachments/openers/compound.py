"""OLE compound files ([MS-CFB]): Office 97, installers, Outlook messages. Finds what is in them by name."""

from attachments.bounds import Budget
from attachments.kinds import BY_NAME, Kind
from attachments.openers.opened import Opened
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
OFFICE_PROJECT = "vbaproject.bin"


def open_compound(item: Item, budget: Budget) -> Opened:
    found = _kinds(item.content)
    if item.name.lower().endswith(OFFICE_PROJECT):
        # The document around it is judged by this project already.
        found = [one for one in found if one.name != "macros"]
    return Opened(tuple(found))


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
