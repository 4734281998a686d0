"""SEARCH (RFC 3501 section 6.4.4): criteria become one test per message."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from mailcenter.demo.mailserver.imap_fetch import split_header
from mailcenter.demo.mailserver.imap_syntax import (
    Argument,
    BadCommand,
    positions,
    read_date,
    word,
)
from mailcenter.demo.mailserver.mailbox import NO_FLAGS, Mailbox, Message

Test = Callable[[Message], bool]

FLAGS = {
    f"{prefix}{name.upper()}".encode(): (f"\\{name}", not prefix)
    for name in ("Answered", "Deleted", "Draft", "Flagged", "Seen")
    for prefix in ("", "UN")
}
# No message is ever \Recent here.
CONSTANT = {b"ALL": True, b"OLD": True, b"NEW": False, b"RECENT": False}
DATES = (b"BEFORE", b"ON", b"SINCE", b"SENTBEFORE", b"SENTON", b"SENTSINCE")
FIELDS = (b"BCC", b"CC", b"FROM", b"SUBJECT", b"TO")
SET_START = re.compile(rb"[\d*]")


@dataclass(frozen=True, slots=True)
class Search:
    """What criteria are about: a mailbox, and the UIDs a session sees in it, in order."""

    mailbox: Mailbox
    uids: Sequence[int]

    def find(self, criteria: list[Argument]) -> list[int]:
        """Positions in `uids` of the messages that meet all criteria. Raises BadCommand."""
        test = self._all(list(criteria))
        messages = self.mailbox.messages
        return [i for i, uid in enumerate(self.uids) if uid in messages and test(messages[uid])]

    def _all(self, tokens: list[Argument]) -> Test:
        tests: list[Test] = []
        while tokens:
            tests.append(self._next(tokens))
        return lambda message: all(test(message) for test in tests)

    def _next(self, tokens: list[Argument]) -> Test:
        if isinstance(tokens[0], list):
            inner = tokens[0]
            del tokens[0]
            return self._all(list(inner))
        key = word(tokens).upper()
        if SET_START.match(key):
            return self._among(positions(key, range(1, len(self.uids) + 1)))
        if key in FLAGS:
            return self._flagged(*FLAGS[key])
        if key in CONSTANT:
            return lambda message: CONSTANT[key]
        if key in DATES:
            return self._dated(key, read_date(_text(word(tokens))))
        if key in FIELDS:
            return self._header(key.decode(), _text(word(tokens)))
        return self._other(key, tokens)

    def _other(self, key: bytes, tokens: list[Argument]) -> Test:
        match key:
            case b"UID":
                test = self._among(positions(word(tokens), self.uids))
            case b"NOT":
                test = _negated(self._operand(tokens))
            case b"OR":
                test = _either(self._operand(tokens), self._operand(tokens))
            case b"KEYWORD" | b"UNKEYWORD":
                test = self._flagged(_text(word(tokens)), key == b"KEYWORD")
            case b"LARGER" | b"SMALLER":
                test = _sized(key == b"LARGER", word(tokens))
            case b"HEADER":
                test = self._header(_text(word(tokens)), _text(word(tokens)))
            case b"BODY" | b"TEXT":
                test = self._contains(word(tokens).lower(), body_only=key == b"BODY")
            case _:
                raise BadCommand("unknown search key")
        return test

    def _operand(self, tokens: list[Argument]) -> Test:
        if not tokens:
            raise BadCommand("a search key is missing")
        return self._next(tokens)

    def _among(self, places: list[int]) -> Test:
        uids = {self.uids[place] for place in places}
        return lambda message: message.uid in uids

    def _flagged(self, flag: str, wanted: bool) -> Test:
        flags = self.mailbox.flags
        return lambda message: (flag in flags.get(message.uid, NO_FLAGS)) == wanted

    def _dated(self, key: bytes, day: date) -> Test:
        def met(message: Message) -> bool:
            there = self._sent(message) if key.startswith(b"SENT") else _arrived(message)
            if there is None:
                return False
            if key.endswith(b"BEFORE"):
                return there < day
            return there >= day if key.endswith(b"SINCE") else there == day

        return met

    def _header(self, name: str, part: str) -> Test:
        def met(message: Message) -> bool:
            return any(part.lower() in value.lower() for value in self._values(message, name))

        return met

    def _contains(self, part: bytes, *, body_only: bool) -> Test:
        def met(message: Message) -> bool:
            data = self.mailbox.read(message)
            return part in data[split_header(data) if body_only else 0 :].lower()

        return met

    def _values(self, message: Message, name: str) -> list[str]:
        data = self.mailbox.read(message)
        header = BytesHeaderParser().parsebytes(data[: split_header(data)])
        return [_decoded(str(value)) for value in header.get_all(name, [])]

    def _sent(self, message: Message) -> date | None:
        try:
            return parsedate_to_datetime(self._values(message, "Date")[0]).date()
        except (IndexError, ValueError):
            return None


def _arrived(message: Message) -> date:
    return datetime.fromtimestamp(message.date, UTC).date()


def _negated(test: Test) -> Test:
    return lambda message: not test(message)


def _either(one: Test, other: Test) -> Test:
    return lambda message: one(message) or other(message)


def _sized(larger: bool, number: bytes) -> Test:
    if not number.isdigit():
        raise BadCommand("a size in bytes is missing")
    limit = int(number[:20])
    return lambda message: message.size > limit if larger else message.size < limit


def _text(data: bytes) -> str:
    return data.decode(errors="replace")


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value
