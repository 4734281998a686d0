"""Parts opened for judging: all their names, and large ones without copies."""

import base64
import time

import pytest

from wire.parse import Contents, Unparseable, part_content


def one_part(*fields: str, body: bytes = b"x") -> Contents:
    head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + "\r\n".join(fields)
    return Contents(head.encode() + b"\r\n\r\n" + body + b"\r\n--b--\r\n")


@pytest.mark.parametrize(
    "fields",
    [
        ["Content-Type: text/plain; name=a.exe", "Content-Disposition: attachment; filename=a.txt"],
        ["Content-Disposition: attachment; filename=a.txt; filename=a.exe"],
        ["Content-Disposition: attachment; filename=a.exe; filename*=utf-8''a.txt"],
        ["Content-Type: image/png" + "; name=a.png" * 90 + "; name=a.exe"],
        ["Content-Disposition: inline; filename=a.txt", "Content-Disposition: x; filename=a.exe"],
        ["Content-Type: image/png; name*0=a; name*1=.exe"],
        ["Content-Type: image/png; name==?utf-8?B?YS5leGU=?="],
        ["Content-Type: image/png; name*=utf-8''%61%2Eexe"],
    ],
)
def test_a_name_that_some_program_would_take_is_among_the_names(fields: list[str]):
    assert "a.exe" in one_part(*fields).names("1")


def test_a_nameless_part_has_no_names():
    assert one_part("Content-Type: image/png").names("1") == ()


def test_large_base64_is_decoded_to_the_same_bytes():
    data = bytes(range(256)) * 9000
    encoded = base64.encodebytes(data)
    part = one_part("Content-Transfer-Encoding: base64", body=encoded)
    assert part.read("1") == data


@pytest.mark.parametrize("damage", [b"=", b"====", b"!!", b"A", b"AA==AAAA"])
def test_damaged_large_base64_is_read_as_part_content_reads_it(damage: bytes):
    body = base64.encodebytes(b"abc" * 700_000) + damage
    raw = b"Content-Transfer-Encoding: base64\r\n\r\n" + body
    assert bytes(Contents(raw).read("1")) == part_content(raw, "1")


def test_a_part_that_is_not_there_is_a_lookup_error():
    with pytest.raises(LookupError):
        one_part("Content-Type: image/png").read("7")


def test_fields_that_name_files_are_read_in_bounded_time():
    field = "Content-Type: image/png" + ";name=a" * 2000 + "\r\n\r\nx\r\n--b\r\n"
    raw = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + field * 900 + "--b--"
    contents = Contents(raw.encode())
    begun = time.process_time()
    with pytest.raises(Unparseable, match="1 MB"):
        [contents.names(str(number)) for number in range(1, 900)]
    assert time.process_time() - begun < 1
