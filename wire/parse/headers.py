"""Cuts a header block into raw fields (RFC 5322 section 2.2), forgiving and in linear time."""

import re
from functools import lru_cache
from typing import NamedTuple

from wire.parse.errors import Unparseable
from wire.parse.limits import DEFAULT, Limits
from wire.parse.notes import Notes

# Possessive quantifiers: no input can make these go back and try again.
FIELD = re.compile(rb"([!-9;-~]++)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)(?:\n|\Z)")
BLANK = re.compile(rb"\r*+\n|\r*+\Z")
BLANK_LINE = re.compile(rb"\n\r*+\n")
# Editors put a byte order mark before everything.
LEADING_BLANKS = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t\r]*+\n)*+[ \t]*+")
MBOX_LINE = re.compile(rb">?From ")
# Fields that prove the header goes on after a line that is none; body text may look like others.
KNOWN_FIELD = re.compile(
    rb"(?:(?:resent-)?(?:from|to|cc|bcc|sender|reply-to|date|message-id)|subject|received"
    rb"|return-path|delivered-to|mime-version|content-[a-z-]{2,30}|references|in-reply-to"
    rb"|x-[a-z0-9-]{2,60}|list-[a-z-]{2,30}|dkim-signature|authentication-results|auto-submitted"
    rb"|precedence|user-agent|importance|priority)[ \t]*:",
    re.IGNORECASE,
)
# A carriage return alone ends a line for some senders, though not for the rest of the header.
LONE_CR = re.compile(rb"\r(?=" + KNOWN_FIELD.pattern + rb")", re.IGNORECASE)
KNOWN_LINE = re.compile(rb"^" + KNOWN_FIELD.pattern, re.IGNORECASE | re.MULTILINE)
MAX_NAME = 100


class Field(NamedTuple):
    """One field: lower-case key, name as typed, value as sent (folded, without the last CRLF)."""

    key: str
    name: str
    value: bytes


class Header(NamedTuple):
    """The fields of a header block, and where the body starts in the buffer."""

    fields: list[Field]
    body: int

    def first(self, key: str) -> bytes:
        """Value of the first field of this lower-case name, or b''."""
        for field in self.fields:
            if field.key == key:
                return field.value
        return b""

    def values(self, key: str) -> list[bytes]:
        """Values of all fields of this lower-case name, in order."""
        return [field.value for field in self.fields if field.key == key]


def unified(raw: bytes) -> bytes:
    """The same bytes, but with LF where a message knows only bare CR as line end."""
    return raw if b"\n" in raw or b"\r" not in raw else raw.replace(b"\r", b"\n")


def first_line(raw: bytes) -> int:
    """Offset of the header: blank lines and spaces some gateways put before it are passed over."""
    blanks = LEADING_BLANKS.match(raw)
    return blanks.end() if blanks and KNOWN_FIELD.match(raw, blanks.end()) else 0


def header_block(raw: bytes, limits: Limits = DEFAULT) -> bytes:
    """The bytes up to the first blank line, at most `limits.header_scan_bytes`; never raises."""
    raw = unified(raw[: limits.header_scan_bytes])
    start = first_line(raw)
    if BLANK.match(raw, start):
        return b""
    blank = BLANK_LINE.search(raw, start)
    return raw[start : blank.start() + 1] if blank else raw[start:]


def scan(buffer: bytes, start: int, *, end: int, limits: Limits, notes: Notes) -> Header:
    """Read the fields of the entity in buffer[start:end].

    Raises Unparseable for a block over `limits.header_scan_bytes` as sent, or over
    `limits.header_bytes` with each field cut to `limits.header_field_bytes`.
    """
    return _Scanner(buffer, start, end=end, limits=limits, notes=notes).run()


@lru_cache(maxsize=512)
def _names(typed: bytes) -> tuple[str, str]:
    """The key of a field, and its name; a few hundred make up nearly all mail."""
    name = typed.decode("ascii")
    return name.lower(), name


class _Scanner:
    def __init__(
        self, buffer: bytes, start: int, *, end: int, limits: Limits, notes: Notes
    ) -> None:
        self.buffer, self.start, self.end = buffer, start, end
        self.stop = min(end, start + limits.header_scan_bytes)
        self.limits, self.notes = limits, notes
        self.fields: list[Field] = []
        self.kept = 0
        self._last_known: int | None = None

    def run(self) -> Header:
        position = self.start
        while position < self.end:
            if found := FIELD.match(self.buffer, position, self.stop):
                position = found.end()
                if position == self.stop < self.end:
                    raise self._too_long(self.limits.header_scan_bytes)
                self._keep(found[1], found[2])
            elif blank := BLANK.match(self.buffer, position, self.end):
                return Header(self.fields, blank.end())
            elif self._is_junk(position):
                line_end = self.buffer.find(b"\n", position, self.stop)
                position = line_end + 1 if line_end >= 0 else self.stop
            else:
                if self.fields:
                    self.notes.add("No blank line ended a header; its body starts where it broke.")
                return Header(self.fields, position)
        return Header(self.fields, self.end)

    def _keep(self, name: bytes, value: bytes) -> None:
        # The last byte of nearly every value is the carriage return of its line end.
        if value.find(b"\r", 0, -1) < 0:
            self._append(name, value)
            return
        value, *more = LONE_CR.split(value)
        self._append(name, value)
        for field in more:
            self.notes.add("Header fields were separated by carriage returns alone.")
            other, _, rest = field.partition(b":")
            self._append(other.rstrip(), rest)

    def _append(self, typed: bytes, value: bytes) -> None:
        key, name = _names(typed[:MAX_NAME])
        if len(value) > self.limits.header_field_bytes:
            value = value[: self.limits.header_field_bytes]
            self.notes.add(
                f"The header field {name} is longer than {self.limits.header_field_bytes:,} bytes;"
                " the rest was left out."
            )
        self.kept += len(name) + len(value) + 2
        if self.kept > self.limits.header_bytes:
            raise self._too_long(self.limits.header_bytes)
        self.fields.append(Field(key, name, value))

    def _is_junk(self, position: int) -> bool:
        """True for a line to pass over, False where the body begins."""
        if position == self.start and MBOX_LINE.match(self.buffer, position):
            return True
        if self._last_known is None:
            self._last_known = self._find_last_known(position)
        if position < self._last_known:
            self.notes.add("A header line without a field name was passed over.")
            return True
        return False

    def _find_last_known(self, position: int) -> int:
        blank = BLANK_LINE.search(self.buffer, position, self.stop)
        region_end = blank.start() + 1 if blank else self.stop
        last = -1
        for known in KNOWN_LINE.finditer(self.buffer, position, region_end):
            last = known.start()
        return last

    def _too_long(self, limit: int) -> Unparseable:
        return Unparseable(f"A header block is longer than {limit:,} bytes (limit of one header).")
