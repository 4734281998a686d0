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


@pytest.mark.parametrize("label", [b"", b"; charset=utf-8", b"; charset=us-ascii"])
def test_a_few_accents_in_a_long_english_text_are_not_replaced(label: bytes) -> None:
    body = b"Informaci\xf3n about the r\xe9sum\xe9. " + b"All of this is plain English. " * 50
    assert "Información about the résumé" in text(body, b"text/plain" + label)


def test_unlabelled_spanish_and_polish_are_told_apart() -> None:
    spanish = "Mañana por la mañana, señora, llegará el paquete del señor Núñez."
    polish = "Proszę o wysłanie faktury, która już została zapłacona, na mój adres. Dziękuję bardzo"
    assert text(spanish.encode("cp1252"), b"text/plain") == spanish
    assert text(polish.encode("iso-8859-2"), b"text/plain") == polish


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


@pytest.mark.parametrize(
    ("charset", "codec", "words"),
    [
        (b"x-x-big5", "big5", "中文"),
        (b"x-windows-949", "cp949", "한국어"),
        (b"x-euc-jp", "euc_jp", "日本語"),
        (b"cn-gb", "gb2312", "中文"),
        (b"win-1251", "cp1251", "Привет"),
        (b"cp-1251", "cp1251", "Привет"),
        (b"koi8r", "koi8-r", "Привет"),
        (b"3Dkoi8-r", "koi8-r", "Привет"),
        (b"windows-1251http-equiv", "cp1251", "Привет"),
        (b"charset=iso-8859-2", "iso-8859-2", "łódź"),
        (b"x-mac-ce", "mac-latin2", "łódź"),
        (b"iso-8859-9", "cp1254", "“ığ”"),
        (b"unicode", "utf-16-le", "日本"),
        (b"hz-gb-2312", "hz", "中文"),
        (b"iso-2022-kr", "iso2022_kr", "한국어"),
    ],
)
def test_labels_are_understood_in_every_spelling(charset: bytes, codec: str, words: str) -> None:
    found = parse(single(words.encode(codec), b"Content-Type: text/plain; charset=" + charset))
    assert (found.text, found.notes) == (words, ())


@pytest.mark.parametrize("charset", [b"unknown-8bit", b"x-user-defined", b"DEFAULT_CHARSET"])
def test_a_label_that_says_nothing_is_no_label(charset: bytes) -> None:
    body = "Здравствуйте, пришлите счёт".encode("cp1251")
    found = parse(single(body, b"Content-Type: text/plain; charset=" + charset))
    assert found.text == "Здравствуйте, пришлите счёт"
    assert not any("unknown" in note for note in found.notes)


@pytest.mark.parametrize("charset", [b"iso-8859-1", b"windows-1251", b"iso-8859-15"])
def test_utf_8_that_claims_to_be_of_single_bytes_is_utf_8(charset: bytes) -> None:
    found = parse(single("Größe".encode(), b"Content-Type: text/plain; charset=" + charset))
    assert found.text == "Größe"
    assert found.notes == ("The character set is not the declared one; utf-8 was taken.",)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("charset", [b"utf-8", b"iso-8859-1", b"us-ascii"])
def test_a_byte_order_mark_is_believed_and_dropped(codec: str, charset: bytes) -> None:
    assert text("héllo".encode(codec), b"text/plain; charset=" + charset) == "héllo"


@pytest.mark.parametrize("label", [b"; charset=iso-2022-jp", b"; charset=cp50220", b""])
def test_japanese_mail_may_hold_circled_numbers_and_narrow_katakana(label: bytes) -> None:
    body = b"\x1b$B-!F|K\\\x1b(B ok \x1b(I1\x1b(B"
    assert text(body, b"text/plain" + label) == "①日本 ok ｱ"


def test_a_byte_that_seven_bits_cannot_hold_is_damage_and_no_other_charset() -> None:
    assert text(b"Dij\x8at", b"text/plain; charset=iso-2022-jp") == "Dij\ufffdt"
