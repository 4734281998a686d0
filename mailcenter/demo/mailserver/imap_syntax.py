"""IMAP's way of writing things down (RFC 3501 section 9): tokens, number sets, dates. No state."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TypeAlias

Argument: TypeAlias = "bytes | list[Argument]"

LITERAL = re.compile(rb"\{(\d{1,12})(\+?)\}$")
# An atom may hold brackets with anything inside: BODY[HEADER.FIELDS (From To)]<0.100>.
TOKEN = re.compile(
    rb'(?P<space> +)|(?P<open>\()|(?P<close>\))|"(?P<quoted>(?:[^"\\]|\\.)*)"'
    rb'|(?P<atom>(?:\[[^\]]{0,2000}\]|[^\x00-\x20()"])+)'
)
SET_PART = re.compile(rb"([1-9]\d{0,9}|\*)(?::([1-9]\d{0,9}|\*))?")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DATE_TIME = re.compile(r" ?(\d{1,2}-\w{3}-\d{4}) (\d{2}:\d{2}:\d{2} [+-]\d{4})")


class BadCommand(Exception):
    """A command that is not IMAP, or not what this server knows; the text goes out after BAD."""


class CommandReader:
    """Builds the tokens of one command out of pieces of lines and the literals between them."""

    def __init__(self) -> None:
        self._open: list[list[Argument]] = [[]]

    def text(self, line: bytes) -> None:
        """Take a piece of a line. Raises BadCommand."""
        position = 0
        while position < len(line):
            match = TOKEN.match(line, position)
            if match is None:
                raise BadCommand("a quote or a character is out of place")
            self._take(match)
            position = match.end()

    def literal(self, data: bytes) -> None:
        """Take the bytes of a literal."""
        self._open[-1].append(data)

    def finish(self) -> list[Argument]:
        """The tokens: atoms, strings and literals as bytes, parentheses as lists."""
        if len(self._open) > 1:
            raise BadCommand("a ) is missing")
        return self._open[0]

    def _take(self, match: re.Match[bytes]) -> None:
        match match.lastgroup:
            case "open":
                inner: list[Argument] = []
                self._open[-1].append(inner)
                self._open.append(inner)
            case "close":
                if len(self._open) == 1:
                    raise BadCommand("a ( is missing")
                self._open.pop()
            case "quoted":
                self._open[-1].append(re.sub(rb"\\(.)", rb"\1", match["quoted"]))
            case "atom":
                self._open[-1].append(match["atom"])


def word(tokens: list[Argument]) -> bytes:
    """Take the next token, which must not be a list. Raises BadCommand."""
    if not tokens or isinstance(tokens[0], list):
        raise BadCommand("an argument is missing")
    return word_of(tokens.pop(0))


def word_of(token: Argument) -> bytes:
    """The token itself, when it is not a list. Raises BadCommand."""
    if isinstance(token, list):
        raise BadCommand("parentheses are out of place")
    return token


def words(token: Argument) -> list[bytes]:
    """The members of a flat list; one bare word counts as a list of one. Raises BadCommand."""
    return [word_of(item) for item in token] if isinstance(token, list) else [token]


def positions(spec: bytes, numbers: Sequence[int]) -> list[int]:
    """Where in the ascending `numbers` the members of a set such as `3,7:*` stand.

    `*` is the highest number there is, also as the lower end (RFC 3501 section 6.4.8): `9:*` always
    finds the last message. Raises BadCommand.
    """
    top = numbers[-1] if numbers else 0
    found: set[int] = set()
    for part in spec.split(b","):
        match = SET_PART.fullmatch(part)
        if match is None:
            raise BadCommand("the set of messages is malformed")
        ends = [top if end == b"*" else int(end) for end in match.groups(default=match[1])]
        found.update(range(bisect_left(numbers, min(ends)), bisect_right(numbers, max(ends))))
    return sorted(found)


def number_set(numbers: Sequence[int]) -> bytes:
    """Ascending numbers written short, as in `1:4,9`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return b",".join(b"%d" % a if a == b else b"%d:%d" % (a, b) for a, b in runs)


def string(data: bytes) -> bytes:
    """A quoted string, or a literal where quotes do not suffice."""
    if re.search(rb"[^\x20-\x7e]", data):
        return literal(data)
    return b'"' + re.sub(rb'(["\\])', rb"\\\1", data) + b'"'


def literal(data: bytes) -> bytes:
    """Bytes of any value with their count in front."""
    return b"{%d}\r\n%b" % (len(data), data)


def internal_date(seconds: int) -> bytes:
    """A time since 1970 as INTERNALDATE, in UTC, whatever the locale."""
    moment = datetime.fromtimestamp(seconds, UTC)
    month = MONTHS[moment.month - 1]
    return f'"{moment.day:2}-{month}-{moment.year} {moment:%H:%M:%S} +0000"'.encode()


def read_date(text: str) -> date:
    """A day as in `1-Feb-2026`. Raises BadCommand."""
    try:
        day, month, year = text.split("-")
        return date(int(year), MONTHS.index(month.capitalize()) + 1, int(day))
    except ValueError:
        raise BadCommand("write dates like 1-Feb-2026") from None


def read_date_time(text: str) -> int:
    """Seconds since 1970 of the date and time given with APPEND. Raises BadCommand."""
    match = DATE_TIME.fullmatch(text)
    if match is None:
        raise BadCommand('write dates and times like "01-Feb-2026 12:00:00 +0100"')
    day = read_date(match[1])
    try:
        clock = datetime.strptime(match[2], "%H:%M:%S %z").timetz()
        return int(datetime.combine(day, clock).timestamp())
    except ValueError:
        raise BadCommand("there is no such time of day") from None
