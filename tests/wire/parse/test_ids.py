"""Identification fields."""

from tests.wire.parse.samples import with_field
from wire.parse import parse


def test_a_message_id_loses_its_brackets() -> None:
    assert parse(with_field(b"Message-ID", b" <a.b@x.example> ")).message_id == "a.b@x.example"


def test_a_folded_or_bare_message_id_is_read() -> None:
    assert parse(with_field(b"Message-ID", b"<a\r\n b@x.example>")).message_id == "ab@x.example"
    assert parse(with_field(b"Message-ID", b"ab@x.example (added)")).message_id == "ab@x.example"


def test_a_missing_message_id_is_empty() -> None:
    assert parse(b"Subject: a\r\n\r\n").message_id == ""


def test_words_beside_the_parent_are_left_out() -> None:
    raw = with_field(b"In-Reply-To", b'Your message of "Mon, 1 Jan" <p@x.example>')
    assert parse(raw).in_reply_to == ("p@x.example",)


def test_references_keep_order_and_lose_doubles() -> None:
    raw = with_field(b"References", b"<1@x.example><2@x.example>\r\n\t<1@x.example> <3@x.example>")
    assert parse(raw).references == ("1@x.example", "2@x.example", "3@x.example")


def test_two_hundred_references_keep_the_first_and_the_last() -> None:
    ids = [f"{number}@mail.example.org" for number in range(200)]
    message = parse(with_field(b"References", " ".join(f"<{one}>" for one in ids).encode()))
    kept = message.references
    assert (kept[0], kept[-1], kept[-2]) == (ids[0], ids[-1], ids[-2])
    assert 1400 < len(" ".join(f"<{one}>" for one in kept)) <= 1500
