"""The key that recognises the same mail fetched again."""

import pytest

from wire.parse import dedupe_key

MAIL = (
    b"Message-ID: <1@x.example>\r\nDate: Mon, 1 Jan 2024 12:00:00 +0000\r\nFrom: a@x.example\r\n"
    b"To: b@x.example\r\nSubject: s\r\n\r\nHello\r\nthere\r\n"
)


@pytest.mark.parametrize(
    "again",
    [
        MAIL.replace(b"\r\n", b"\n"),
        b"Return-Path: <a@x.example>\r\nReceived: from y\r\n by z; today\r\n" + MAIL,
        b"From a@x.example Mon Jan 1\n" + MAIL,
        b"X-Spam-Status: No\r\nDelivered-To: b@x.example\r\n" + MAIL,
        MAIL + b"\r\n",
        MAIL.replace(b"Subject:", b"SUBJECT:"),
    ],
)
def test_the_same_mail_has_the_same_key(again: bytes) -> None:
    assert dedupe_key(again) == dedupe_key(MAIL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<1@", b"<2@"),
        (b"12:00:00", b"12:00:01"),
        (b"From: a@", b"From: c@"),
        (b"To: b@", b"To: c@"),
        (b"Subject: s", b"Subject: t"),
        (b"Hello", b"Hallo"),
        (b"there\r\n", b"there\r\nagain\r\n"),
        (b"Subject: s\r\n", b"Subject: s\r\nCc: d@x.example\r\n"),
    ],
)
def test_another_mail_has_another_key(old: bytes, new: bytes) -> None:
    assert old in MAIL
    assert dedupe_key(MAIL.replace(old, new)) != dedupe_key(MAIL)


def test_without_a_message_id_every_byte_counts() -> None:
    bare = MAIL.replace(b"Message-ID: <1@x.example>\r\n", b"")
    assert dedupe_key(bare) == dedupe_key(bare.replace(b"\r\n", b"\n"))
    assert dedupe_key(bare) != dedupe_key(b"Received: from y\r\n" + bare)


def test_line_ends_on_the_edge_of_a_chunk_make_no_difference() -> None:
    for length in range(1024 * 1024 - 3, 1024 * 1024 + 2):
        mail = MAIL + b"a" * length + b"\r\n" + b"b" * 10
        assert dedupe_key(mail) == dedupe_key(mail.replace(b"\r\n", b"\n"))


@pytest.mark.parametrize("raw", [b"", b"\n", b"\x00\xff", b"a: " + b"b" * 2_000_000, b":\n\n"])
def test_any_bytes_have_a_key(raw: bytes) -> None:
    assert len(dedupe_key(raw)) == 64
