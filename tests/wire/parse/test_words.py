"""Header text: encoded words as they should be, and as they are."""

import pytest

from tests.wire.parse.samples import with_field
from wire.parse import parse


def subject(value: bytes) -> str:
    return parse(with_field(b"Subject", value)).subject


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"=?utf-8?q?caf=C3=A9_noir?=", "café noir"),
        (b"=?UTF-8?B?Y2Fmw6k=?=", "café"),
        (b"=?utf-8*fr?Q?caf=C3=A9?=", "café"),
        (b"=?iso-8859-1?q?caf=E9?= =?iso-8859-1?q?_noir?=", "café noir"),
        (b"=?utf-8?q?caf?=\r\n =?utf-8?q?=C3=A9?=", "café"),
        (b"=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"),
        (b"a =?utf-8?q?b?= c", "a b c"),
        (b"x=?utf-8?q?caf=C3=A9?=y", "xcaféy"),
        (b'"=?utf-8?q?caf=C3=A9?="', '"café"'),
        (b"=?utf-8?q?really??=", "really?"),
        (b"=?utf-8?q?with space?=", "with space"),
        (b"=?utf-8?q?open_end", "open end"),
        (b"=?utf-8?q?open_=?utf-8?q?closed?=", "open closed"),
        (b"=?utf-8?b?Y2Fmw6k?=", "café"),
        (b"=?utf-8?b?Y2F!mw6k=?=", "café"),
        (b"=?no-such-set?q?caf=C3=A9?=", "café"),
        (b"=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本"),
        (b"=?gb2312?b?1tDOxA==?=", "中文"),
        (b"=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        (b"1 =? 2", "1 =? 2"),
        (b"long\r\n\tsubject", "long subject"),
        (b"", ""),
    ],
)
def test_text_is_decoded_in_every_form(value: bytes, text: str) -> None:
    assert subject(value) == text


def test_raw_eight_bit_bytes_are_read_as_utf_8_first() -> None:
    assert subject("Grüße, 日本".encode()) == "Grüße, 日本"


def test_raw_bytes_of_another_charset_are_detected() -> None:
    assert subject("Счет на оплату".encode("koi8-r")) == "Счет на оплату"


def test_western_text_is_not_taken_for_a_rare_charset() -> None:
    assert subject("mañana".encode("cp1252")) == "mañana"


def test_control_characters_are_taken_out() -> None:
    assert subject(b"a\x00b\x07c") == "abc"
    assert subject(b"=?utf-8?q?a=00b=0D=0Ac?=") == "ab c"


def test_an_unended_word_is_noted() -> None:
    message = parse(with_field(b"Subject", b"=?utf-8?q?open"))
    assert "An encoded word in a header was not ended." in message.notes


@pytest.mark.parametrize("codec", ["koi8-r", "cp1251", "iso-8859-2", "cp932", "big5"])
def test_raw_bytes_are_read_in_the_charset_of_the_text(codec: str) -> None:
    word = {"iso-8859-2": "Łódź", "cp932": "表", "big5": "功能"}.get(codec, "Счёт")
    content_type = b"\r\nContent-Type: text/plain; charset=" + codec.encode()
    assert subject(word.encode(codec) + content_type) == word
