"""Transfer encodings, right and wrong; sizes and downloads agree."""

import base64

import pytest

from tests.wire.parse.samples import leaf, message, multipart, single
from wire.parse import parse, part_content

DATA = bytes(range(256)) * 20


def encoded(encoding: bytes, body: bytes) -> bytes:
    return single(
        body, b"Content-Type: application/x-data", b"Content-Transfer-Encoding: " + encoding
    )


BROKEN = {
    "plain lines": base64.encodebytes(DATA),
    "one line": base64.b64encode(DATA),
    "no padding": base64.encodebytes(DATA).rstrip(b"=\n"),
    "foreign characters": base64.encodebytes(DATA).replace(b"\n", b"*\n"),
    "blank lines around": b"\r\n\r\n" + base64.encodebytes(DATA) + b"\r\n\r\n",
    "a list footer below": base64.encodebytes(DATA) + b"\n______\nTo leave, write to us!\n",
    "each line padded": b"".join(
        base64.b64encode(DATA[at : at + 40]) + b"\r\n" for at in range(0, len(DATA), 40)
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_base64_gives_its_data_however_it_was_written(case: str) -> None:
    raw = encoded(b"base64", BROKEN[case])
    assert part_content(raw, "1") == DATA
    assert parse(raw).parts[0].size == len(DATA)


def test_damaged_base64_gives_what_is_left_and_a_note() -> None:
    message = parse(encoded(b"base64", base64.b64encode(DATA)[:1001]))
    assert message.parts[0].size == 750
    assert part_content(encoded(b"base64", base64.b64encode(DATA)[:1001]), "1") == DATA[:750]


@pytest.mark.parametrize("words", ["This is plain, readable text.", "Unsubscribe me"])
def test_text_that_only_claims_to_be_base64_is_left_as_it_is(words: str) -> None:
    raw = single(words.encode() + b"\r\n", b"Content-Transfer-Encoding: base64")
    message = parse(raw)
    assert message.text == words + "\n"
    assert any("says it is base64" in note for note in message.notes)


def test_quoted_printable_survives_its_own_mistakes() -> None:
    raw = single(b"caf=C3=A9 =XY =\r\n100% = =", b"Content-Transfer-Encoding: Quoted-Printable")
    assert parse(raw).text.startswith("café =XY 100%")


@pytest.mark.parametrize("name", [b"base-64", b"Base64;", b"x-base64"])
def test_base64_is_known_by_other_names(name: bytes) -> None:
    assert parse(single(b"d29yZHM=", b"Content-Transfer-Encoding: " + name)).text == "words"


def test_an_unknown_encoding_is_noted_and_taken_as_it_is() -> None:
    message = parse(single(b"text", b"Content-Transfer-Encoding: 6bit"))
    assert message.text == "text"
    assert "The transfer encoding '6bit' is unknown; the part was taken as it is." in message.notes


def test_an_uuencoded_part_is_decoded() -> None:
    body = b"begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n"
    assert part_content(encoded(b"x-uuencode", body), "1") == b"Cat"


def test_the_encoding_of_a_multipart_is_ignored() -> None:
    raw = message(
        b"Content-Transfer-Encoding: base64\r\n" + multipart(b"mixed", [leaf(b"text/plain", b"hi")])
    )
    assert parse(raw).text == "hi"
