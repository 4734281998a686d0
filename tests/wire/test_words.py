"""Header fields: folding, encoded words, mailboxes."""

import pytest

from wire.errors import UnsafeText
from wire.words import fitting, mailbox_field, spelled, text_field, whole


def test_plain_text_stays_and_is_folded_before_spaces() -> None:
    raw = text_field("Subject", "word " * 40 + "end")
    lines = raw.decode().rstrip("\r\n").split("\r\n")
    assert max(map(len, lines)) <= 76
    assert "".join(lines) == "Subject: " + "word " * 40 + "end"


@pytest.mark.parametrize("text", ["=?utf-8?q?x?=", " ends ", "x" * 2000, "Grüße"])
def test_what_a_reader_would_change_is_encoded(text) -> None:
    assert b"=?utf-8?" in text_field("Subject", text)


def test_no_letter_is_split_between_two_encoded_words() -> None:
    words = text_field("Subject", "日本" * 50)[9:].split()
    assert all(len(one) <= 75 for one in words)
    from email.header import decode_header

    assert all(decode_header(one.decode())[0][0].decode("utf-8") for one in words)


def test_words_are_in_the_character_set_where_they_fit() -> None:
    assert b"=?iso-2022-jp?B?" in text_field("Subject", "日本", "iso-2022-jp")
    assert b"=?utf-8?" in text_field("Subject", "Grüße", "iso-2022-jp")
    assert fitting("a\x1b$B", "iso-2022-jp") == "utf-8"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("", b"a@b.test"),
        ("Ann B", b"Ann B <a@b.test>"),
        ('Q. "X" \\', b'"Q. \\"X\\" \\\\" <a@b.test>'),
        ("b@c.test, d", b'"b@c.test, d" <a@b.test>'),
        ("Ä, B", b"=?utf-8?B?w4QsIEI=?= <a@b.test>"),
    ],
)
def test_a_name_is_an_atom_a_quoted_string_or_encoded(name, written) -> None:
    assert mailbox_field("From", [(name, "a@b.test")]) == b"From: " + written + b"\r\n"


@pytest.mark.parametrize(
    "address",
    ["a@b.test, c@d.test", "a b@c.test", "a@b.test>", "a", "@b.test", "a@", "a@b\r\nX: y"],
)
def test_one_address_never_becomes_two(address) -> None:
    with pytest.raises(UnsafeText):
        mailbox_field("To", [("", address)])


def test_domains_travel_in_ascii_and_letters_of_a_local_part_as_they_are() -> None:
    assert spelled("jörg@bücher.test") == "jörg@xn--bcher-kva.test"
    assert spelled('"a, b"@[192.0.2.1]') == '"a, b"@[192.0.2.1]'


def test_half_of_a_pair_is_replaced_and_a_pair_is_one_letter() -> None:
    assert whole("\ud83d\ude00 \ud83d") == "😀 \ufffd"


def test_many_addresses_are_folded_between_them() -> None:
    raw = mailbox_field("To", [("", f"somebody{one}@customers.test") for one in range(50)])
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert raw.count(b"@") == 50
