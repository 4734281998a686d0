"""Reads Date fields (RFC 5322 section 3.3), also obsolete and ISO 8601 ones."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from wire.parse import words
from wire.parse.notes import Notes

# A real date has about 40 characters, with comments some more.
MAX_LENGTH = 200
# The library gives 0 for UTC and for no zone alike.
ZONE = re.compile(r":\d\d(?:\.\d{1,9})?[ ]{0,9}(?:[+-]\d|[A-Z])", re.IGNORECASE)
COMMENT = re.compile(r"\([^()]{0,80}\)")
# Windows programs of the nineties wrote +-0500 and meant +0500 or -0500: nobody can tell.
BOTH_SIGNS = re.compile(r"\+-\d{4}")
YEAR_FIRST = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ ,T]{1,3}(?:[A-Za-z]{2,9}[ ,]{1,3})?"
    r"(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?(?: ?([+-]\d{2}:?\d{2}|[A-Za-z]{1,5}))?"
)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
FIRST_YEAR, LAST_YEAR = 1970, 2200


def read(value: bytes, notes: Notes) -> datetime | None:
    """The moment a Date field names, aware; None where there is none, or an impossible one.

    A date without a zone, or with an impossible zone, is taken as UTC and noted.
    """
    text = words.text(value[: 2 * MAX_LENGTH], notes)[:MAX_LENGTH]
    if not text:
        return None
    text = BOTH_SIGNS.sub("", COMMENT.sub(" ", text)).strip()
    found = _rfc5322(_month_named(text), notes) or _iso8601(text)
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        notes.add("The date cannot be read or is impossible.")
        return None
    if found.tzinfo is None:
        notes.add("The date names no time zone; UTC was assumed.")
        return found.replace(tzinfo=UTC)
    return found


def _rfc5322(text: str, notes: Notes) -> datetime | None:
    try:
        parsed = parsedate_tz(text)
        if parsed is None:
            return None
        # Second 60 is a leap second, which datetime does not know.
        year, month, day, hour, minute, second = parsed[:6]
        # RFC 5322 section 4.3; programs that were not ready for 2000 also wrote 102 and 0102.
        year += 1900 if 99 < year < 1000 else 0
        naive = datetime(year, month, day, hour, minute, min(second, 59))
        if not ZONE.search(text):
            return naive
        # -0000 (RFC 5322 section 3.3) and unknown names come out as 0.
        offset = parsed[9] or 0
        if abs(offset) >= 24 * 3600:
            notes.add("The time zone of the date is impossible; UTC was assumed.")
            offset = 0
        return naive.replace(tzinfo=timezone(timedelta(seconds=offset)))
    except (ValueError, TypeError, IndexError, OverflowError):
        # The library lets all of these out for odd input.
        return None


def _month_named(text: str) -> str:
    """The form of RFC 5322 for a date that begins with the year."""
    found = YEAR_FIRST.match(text)
    if not found or not 1 <= int(found[2]) <= len(MONTHS):
        return text
    zone = (found[5] or "").replace(":", "")
    return f"{found[3]} {MONTHS[int(found[2]) - 1]} {found[1]} {found[4]} {zone}"


def _iso8601(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None
