"""Text parts: what stays as it is, and what is encoded."""

import pytest

from wire.bodies import body


@pytest.mark.parametrize(
    ("text", "encoded", "encoding"),
    [
        ("plain", True, "7bit"),
        ("ends with a space \nx", True, "quoted-printable"),
        ("From me", True, "quoted-printable"),
        ("Grüße an alle, die es lesen", True, "quoted-printable"),
        ("日本語", True, "base64"),
        ("x" * 999, True, "quoted-printable"),
        ("short\n" * 300 + "x" * 998 + "\n" + "y" * 998, True, "7bit"),
        ("short\n" * 300 + "x" * 999 + "\nshort", True, "quoted-printable"),
        ("a\0b", False, "quoted-printable"),
        ("Grüße ", False, "8bit"),
        ("plain ", False, "7bit"),
        ("x" * 999, False, "quoted-printable"),
    ],
)
def test_a_body_is_encoded_no_more_than_it_must_be(text, encoded, encoding) -> None:
    assert body(text, "plain", encoded=encoded).encoding == encoding


def test_a_line_that_begins_with_from_is_broken_behind_it_and_no_line_grows_too_long() -> None:
    made = body("From " + "x" * 200, "plain")
    assert made.content.startswith(b"=46rom =\r\n")
    assert max(map(len, made.content.split(b"\r\n"))) <= 76


def test_japanese_in_its_own_set_needs_no_encoding() -> None:
    made = body("日本語\n", "plain", charset="iso-2022-jp")
    assert (made.charset, made.encoding) == ("iso-2022-jp", "7bit")
    assert made.content.decode("iso-2022-jp") == "日本語\r\n"


def test_what_does_not_fit_the_set_is_utf_8() -> None:
    assert body("日本語", "plain", charset="us-ascii").charset == "utf-8"
