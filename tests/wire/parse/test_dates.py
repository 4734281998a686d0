"""Dates: good ones, old ones, and impossible ones."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.wire.parse.samples import with_field
from wire.parse import ParsedMessage, parse


def dated(value: bytes) -> ParsedMessage:
    return parse(with_field(b"Date", value))


@pytest.mark.parametrize(
    "value",
    [
        b"Mon, 1 Jan 2024 12:00:00 +0000",
        b"1 Jan 2024 14:00:00 +0200",
        b"Mon, 1 Jan 2024 07:00:00 EST",
        b"Mon, 1 Jan 24 12:00 GMT",
        b"Mon, 1 Jan 2024 12:00:00 -0000",
        b"Mon, 1 Jan 2024 12:00:00 +0000 (Coordinated Universal Time)",
        b"2024-01-01T13:00:00+01:00",
        b"2024-01-01 13:00:00.123 +0100",
        b"2024/01/01 Mon 12:00:00 GMT",
        b"Mon Jan  1 12:00:00 UTC 2024",
        b"Mon Jan  1 12:00:00 2024 +0000",
        b"Mon, 1 January 2024 12:00:00 +0000",
        b"Mon, 01-Jan-2024 12:00:00 GMT",
        b"Mon, 1 Jan 124 12:00:00 +0000",
        b"Mon, 1 Jan 0124 12:00:00 +0000",
        b"Mon, 1 Jan 2024 13:00:00 (CET) +0100",
        b"Mon, 1 Jan 2024 12.00.00 +0000",
        b"1 (first) Jan (month) 2024 12:00:00 +0000",
        b"=?utf-8?q?Mon=2C_1_Jan_2024_12=3A00=3A00_+0000?=",
        b"Mon,\r\n 1 Jan 2024 12:00:00 Z",
    ],
)
def test_one_moment_in_many_spellings(value: bytes) -> None:
    message = dated(value)
    assert message.date == datetime(2024, 1, 1, 12, tzinfo=UTC)


def test_the_zone_of_the_sender_is_kept() -> None:
    date = dated(b"Mon, 1 Jan 2024 12:00:00 -0530").date
    assert date is not None
    assert date.utcoffset() == timedelta(hours=-5, minutes=-30)


def test_a_date_without_zone_is_taken_as_utc_and_noted() -> None:
    message = dated(b"Mon, 1 Jan 2024 12:00:00")
    assert message.date == datetime(2024, 1, 1, 12, tzinfo=UTC)
    assert any("UTC was assumed" in note for note in message.notes)


def test_an_impossible_zone_is_taken_as_utc_and_noted() -> None:
    message = dated(b"Mon, 1 Jan 2024 12:00:00 +9999")
    assert message.date == datetime(2024, 1, 1, 12, tzinfo=UTC)
    assert any("zone of the date is impossible" in note for note in message.notes)


@pytest.mark.parametrize(
    "value",
    [
        b"Mon, 32 Jan 2024 12:00:00 +0000",
        b"Mon, 30 Feb 2024 12:00:00 +0000",
        b"1 Jan 1024 12:00:00 +0000",
        b"1 Jan 99999 12:00:00 +0000",
        b"9" * 200,
        b"yesterday " * 20,
        b"Mon, 1 Jan " + b"0" * 5000 + b"2024 12:00:00 +0000",
        b"\xff\xfe\x00",
    ],
)
def test_an_impossible_date_is_none_and_noted(value: bytes) -> None:
    message = dated(value)
    assert message.date is None
    assert "The date cannot be read or is impossible." in message.notes


def test_a_missing_date_is_none_without_a_note() -> None:
    message = parse(b"Subject: a\r\n\r\n")
    assert message.date is None
    assert not any("date" in note for note in message.notes)
