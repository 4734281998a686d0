"""What FETCH can ask of a message, and the answer (RFC 3501 sections 6.4.5 and 7.4.2).

Messages are given whole or as header and text; MIME parts and ENVELOPE are left to the client.
"""

import re
from dataclasses import dataclass

from mailcenter.demo.mailserver.imap_syntax import (
    Argument,
    BadCommand,
    internal_date,
    literal,
    words,
)
from mailcenter.demo.mailserver.mailbox import NO_FLAGS, Mailbox, Message

SECTION = re.compile(rb"BODY(\.PEEK)?\[([^\]]*)\](?:<(\d{1,10})\.(\d{1,10})>)?", re.I)
FIELDS = re.compile(rb"HEADER\.FIELDS(\.NOT)? +\(([^()]+)\)", re.I)
HEADER_END = re.compile(rb"(?:\A|\n)\r?\n")
FAST = (b"FLAGS", b"INTERNALDATE", b"RFC822.SIZE")
OLD_NAMES = {
    b"RFC822": b"BODY[]",
    b"RFC822.HEADER": b"BODY.PEEK[HEADER]",
    b"RFC822.TEXT": b"BODY[TEXT]",
}
SIMPLE = frozenset({*FAST, b"UID"})


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of a message: "" for all of it, else HEADER, TEXT or HEADER.FIELDS (…)."""

    label: bytes
    part: bytes
    peek: bool
    start: int = 0
    length: int = -1  # bytes; -1 up to the end


@dataclass(frozen=True, slots=True)
class Request:
    """All that one FETCH wants to know of each message."""

    simple: tuple[bytes, ...]
    sections: tuple[Section, ...]

    @property
    def marks_seen(self) -> bool:
        return any(not section.peek for section in self.sections)


def read_request(token: Argument, *, by_uid: bool) -> Request:
    """The items after the set of messages; UID FETCH always tells the UID. Raises BadCommand."""
    simple: list[bytes] = [b"UID"] if by_uid else []
    sections: list[Section] = []
    for item in words(token):
        name = item.upper()
        if name in SIMPLE:
            simple.append(name)
        elif name == b"FAST":
            simple.extend(FAST)
        else:
            sections.append(_section(item))
    return Request(tuple(dict.fromkeys(simple)), tuple(sections))


def _section(item: bytes) -> Section:
    match = SECTION.fullmatch(OLD_NAMES.get(item.upper(), item))
    if match is None or not _known(match[2]):
        raise BadCommand("this server gives whole messages, HEADER, HEADER.FIELDS and TEXT only")
    label = item.upper() if item.upper() in OLD_NAMES else b"BODY[%b]" % match[2]
    if match[3] is None:
        return Section(label, match[2], match[1] is not None)
    label += b"<%b>" % match[3]
    return Section(label, match[2], match[1] is not None, int(match[3]), int(match[4]))


def _known(part: bytes) -> bool:
    return part.upper() in (b"", b"HEADER", b"TEXT") or FIELDS.fullmatch(part) is not None


def answer(mailbox: Mailbox, message: Message, request: Request) -> bytes:
    """The list of names and values of one message. Raises FileNotFoundError once it is gone."""
    pieces = [b"%b %b" % (name, _value(mailbox, message, name)) for name in request.simple]
    for section in request.sections:
        pieces.append(b"%b %b" % (section.label, literal(_content(mailbox, message, section))))
    return b"(" + b" ".join(pieces) + b")"


def flag_list(flags: frozenset[str]) -> bytes:
    """Flags in parentheses."""
    return b"(" + " ".join(sorted(flags)).encode() + b")"


def split_header(data: bytes) -> int:
    """The position after the empty line that ends the header; the end when there is none."""
    match = HEADER_END.search(data)
    return match.end() if match else len(data)


def _value(mailbox: Mailbox, message: Message, name: bytes) -> bytes:
    match name:
        case b"UID":
            return b"%d" % message.uid
        case b"RFC822.SIZE":
            return b"%d" % message.size
        case b"INTERNALDATE":
            return internal_date(message.date)
        case _:
            return flag_list(mailbox.flags.get(message.uid, NO_FLAGS))


def _content(mailbox: Mailbox, message: Message, section: Section) -> bytes:
    if not section.part:
        return mailbox.read(message, start=section.start, length=section.length)
    data = mailbox.read(message)
    end = split_header(data)
    match section.part.upper():
        case b"HEADER":
            found = data[:end]
        case b"TEXT":
            found = data[end:]
        case _:
            fields = FIELDS.fullmatch(section.part)
            found = _fields(data[:end], fields) if fields else b""
    stop = len(found) if section.length < 0 else section.start + section.length
    return found[section.start : stop]


def _fields(header: bytes, match: re.Match[bytes]) -> bytes:
    names = {name.strip(b'"').lower() for name in match[2].split()}
    wanted = match[1] is None
    fields = re.findall(rb"[^\r\n][^\n]*\n(?:[ \t][^\n]*\n)*", header)
    kept = [f for f in fields if (f.partition(b":")[0].strip().lower() in names) == wanted]
    return b"".join(kept) + b"\r\n"
