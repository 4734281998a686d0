"""Character sets: declared, glued, unknown, wrong, missing."""

import pytest

from tests.wire.parse.samples import single
from wire.parse import parse


def text(body: bytes, content_type: bytes) -> str:
    return parse(single(body, b"Content-Type: " + content_type)).text


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        (b"utf-8", "utf-8"),
        (b"UTF8", "utf-8"),
        (b'"utf-8"', "utf-8"),
        (b"'utf-8'", "utf-8"),
        (b"utf-8format=flowed", "utf-8"),
        (b"iso-8859-1", "cp1252"),
        (b"windows-1252", "cp1252"),
        (b"us-ascii", "utf-8"),
        (b"nonsense", "utf-8"),
        (b"x-unknown", "cp1252"),
        (b"zlib", "utf-8"),
        (b"unicode_escape", "utf-8"),
        (b"utf-16", "utf-16"),
        (b"utf-8\x00", "utf-8"),
    ],
)
def test_letters_arrive_whatever_the_label(charset: bytes, codec: str) -> None:
    body = "Größe: 5 €, schöne Grüße aus Köln".encode(codec)
    assert text(body, b"text/plain; charset=" + charset).startswith("Größe: 5 €")


def test_a_wrong_declaration_gives_way_to_utf_8() -> None:
    assert text("日本語のメール".encode(), b"text/plain; charset=euc-jp") == "日本語のメール"


def test_one_bad_byte_does_not_turn_a_whole_text_over() -> None:
    body = "schöne Grüße\n".encode() * 50 + b"\xff\n"
    assert text(body, b"text/plain; charset=utf-8").count("schöne Grüße") == 50


def test_an_unknown_charset_is_noted_by_name() -> None:
    message = parse(single(b"abc", b"Content-Type: text/plain; charset=klingon"))
    assert "The character set 'klingon' is unknown." in message.notes


def test_iso_2022_jp_without_a_label_is_recognised() -> None:
    assert text("日本語".encode("iso2022_jp"), b"text/plain") == "日本語"


def test_no_controls_and_no_lone_surrogates_survive() -> None:
    assert text(b"a\x00b\x0bc\x1bd\te\r\nf", b"text/plain") == "abcd\te\nf"
    assert text(b"x+2AA-y", b"text/plain; charset=utf-7") == "xy"


def test_html_names_its_own_charset_where_the_part_does_not() -> None:
    body = b'<html><head><meta charset="windows-1251"></head>' + "Здравствуйте".encode("cp1251")
    assert text(body, b"text/html") == "Здравствуйте"
