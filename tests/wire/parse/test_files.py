"""Files inside texts and TNEF streams are listed, can be fetched, and leave the text readable."""

import binascii
import random
import struct

import pytest

from tests.wire.parse import tnef_sample as tnef
from tests.wire.parse.samples import leaf, message, multipart, single
from wire.parse import Limits, ParsedMessage, parse, part_content
from wire.parse.lzfu import START

DATA = bytes(range(256)) * 3
UU = b"".join(binascii.b2a_uu(DATA[at : at + 45]) for at in range(0, len(DATA), 45))
UU_FILE = b"begin 644 my cat.exe\n" + UU + b"`\nend"
TEXT = b"Hello,\n\n" + UU_FILE + b"\nGoodbye\n"
DICTIONARY_PAR = START.index(rb"\par ")


def names(found: ParsedMessage) -> list[tuple[str, str]]:
    return [(part.path, part.filename) for part in found.attachments]


def yenc(data: bytes, name: bytes) -> bytes:
    shifted = bytes((byte + 42) % 256 for byte in data)
    escaped = b"".join(
        b"=" + bytes([(byte + 64) % 256]) if byte in b"\0\t\n\r.=" else bytes([byte])
        for byte in shifted
    )
    lines = b"\r\n".join(escaped[at : at + 128] for at in range(0, len(escaped), 128))
    # A line must not end between the escape and what it escapes.
    lines = lines.replace(b"=\r\n", b"\r\n=")
    head = b"=ybegin line=128 size=%d name=%s\r\n" % (len(data), name)
    return head + lines + b"\r\n=yend size=%d\r\n" % len(data)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_an_uuencoded_file_in_a_text_is_an_attachment(line_end: bytes) -> None:
    raw = single(TEXT.replace(b"\n", line_end))
    found = parse(raw)
    assert names(found) == [("1.1", "my cat.exe")]
    assert found.text.split() == ["Hello,", "Goodbye"]
    assert part_content(raw, "1.1") == DATA
    assert (found.attachments[0].size, found.attachments[0].inside) == (len(DATA), True)


def test_a_file_in_a_quoted_printable_text_is_found_too() -> None:
    raw = single(binascii.b2a_qp(TEXT, istext=True), b"Content-Transfer-Encoding: quoted-printable")
    assert names(parse(raw)) == [("1.1", "my cat.exe")]
    assert part_content(raw, "1.1") == DATA


def test_two_files_in_the_second_part_have_paths_below_it() -> None:
    raw = message(multipart(b"mixed", [leaf(b"text/html", b"hi"), leaf(b"text/plain", TEXT * 2)]))
    assert names(parse(raw)) == [("2.1", "my cat.exe"), ("2.2", "my cat.exe")]
    assert part_content(raw, "2.2") == DATA


@pytest.mark.parametrize(
    "body",
    [
        b"begin 644 words\nis how it starts\nend\n",
        b"begin 644 cut.exe\n" + UU,
        b"begin with a cat.exe\n" + UU + b"end\n",
        b"> begin 644 my cat.exe\n" + UU + b"`\nend\n",
    ],
)
def test_what_only_looks_like_a_file_stays_in_the_text(body: bytes) -> None:
    found = parse(single(body))
    assert found.attachments == ()
    assert found.text.encode() == body


def test_a_yencoded_file_is_an_attachment() -> None:
    data = random.Random(4).randbytes(5000)
    raw = single(b"Hello\r\n\r\n" + yenc(data, b"a b.zip") + b"bye\r\n")
    assert names(parse(raw)) == [("1.1", "a b.zip")]
    assert part_content(raw, "1.1") == data
    assert parse(raw).text.split() == ["Hello", "bye"]


def test_files_in_texts_are_not_given_up_but_limited() -> None:
    found = parse(single(TEXT * 200))
    assert len(found.attachments) == 50
    assert len(parse(single(TEXT * 200), Limits(parts=11)).attachments) == 10


def winmail(*attributes: bytes, text: bytes = b"") -> bytes:
    body = binascii.b2a_base64(tnef.stream(*attributes))
    part = leaf(
        b"application/ms-tnef; name=winmail.dat", body, b"Content-Transfer-Encoding: base64"
    )
    return message(multipart(b"mixed", [leaf(b"text/plain", text), part]))


def test_the_files_of_a_winmail_dat_are_listed_with_their_long_names() -> None:
    raw = winmail(
        tnef.file(b"A~1.PDF", b"%PDF", "Größe.pdf"), tnef.file(b"b.exe", b"MZ"), text=b"x"
    )
    found = parse(raw)
    assert names(found) == [("2", "winmail.dat"), ("2.1", "Größe.pdf"), ("2.2", "b.exe")]
    assert [part_content(raw, path) for path in ("2.1", "2.2")] == [b"%PDF", b"MZ"]


def test_a_file_of_a_winmail_dat_without_a_name_is_listed_as_well() -> None:
    raw = winmail(tnef.file(b"", DATA), text=b"x")
    assert names(parse(raw)) == [("2", "winmail.dat"), ("2.1", "")]
    assert part_content(raw, "2.1") == DATA


def test_the_text_of_a_winmail_dat_is_shown_where_there_is_no_other() -> None:
    html = tnef.prop(0x102, 0x1013, b"<p>from html</p>")
    plain = tnef.prop(0x1F, 0x1000, "grüße\0".encode("utf-16-le"))
    listed = tnef.attribute(1, 0x69003, tnef.properties(html, plain))
    assert parse(winmail(listed)).text == "grüße"
    assert parse(winmail(listed, text=b"own")).text == "own"


def test_the_old_body_of_a_winmail_dat_has_its_code_page() -> None:
    page = tnef.attribute(1, 0x69007, struct.pack("<LL", 1251, 0))
    body = tnef.attribute(1, 0x2800C, "Привет\0".encode("cp1251"))
    assert parse(winmail(page, body)).text == "Привет"


def test_the_compressed_rtf_of_a_winmail_dat_is_read_where_there_is_nothing_else() -> None:
    # Three letters as they are, then "\\par " copied from the dictionary, then letters again.
    tokens = b"\x08abc" + bytes([DICTIONARY_PAR >> 4, (DICTIONARY_PAR & 15) << 4 | 3]) + b"def."
    head = struct.pack("<LLLL", len(tokens) + 12, 12, 0x75465A4C, 0)
    rtf = tnef.prop(0x102, 0x1009, head + tokens)
    found = parse(winmail(tnef.attribute(1, 0x69003, tnef.properties(rtf))))
    assert found.text == "abc\ndef."


def test_a_damaged_winmail_dat_gives_what_comes_before_the_damage() -> None:
    whole = tnef.stream(tnef.file(b"a.pdf", b"%PDF"), tnef.file(b"b.exe", b"MZ", "long.exe"))
    for end in range(len(whole)):
        part = leaf(b"application/ms-tnef", whole[:end])
        assert len(parse(message(part)).attachments) <= 3
    assert names(parse(message(leaf(b"application/ms-tnef", whole[:60]))))[1] == ("1.1", "a.pdf")


def test_a_winmail_dat_that_is_none_is_a_file() -> None:
    found = parse(single(b"hello", b"Content-Type: application/ms-tnef; name=winmail.dat"))
    assert names(found) == [("1", "winmail.dat")]
