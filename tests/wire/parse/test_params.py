"""File names and types: RFC 2231, RFC 2047 where it must not be, missing marks."""

import pytest

from tests.wire.parse.samples import single
from wire.parse import Part, parse


def part(*fields: bytes) -> Part:
    return parse(single(b"data", *fields)).parts[0]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (b"attachment; filename=a.pdf", "a.pdf"),
        (b'attachment; filename="my file.pdf"', "my file.pdf"),
        (b"attachment; filename=my file.pdf", "my file.pdf"),
        (b"attachment;filename = 'a.pdf'", "'a.pdf'"),
        (b'attachment; filename="a;b.pdf"; size=3', "a;b.pdf"),
        (b'attachment; filename="a \\"b\\".pdf"', 'a "b".pdf'),
        (b'attachment; filename="a.exe; size=3', "a.exe"),
        (b"attachment; filename*=utf-8''caf%C3%A9.pdf", "café.pdf"),
        (b"attachment; filename*=caf%C3%A9.pdf", "café.pdf"),
        (b"attachment; filename*0=a; filename*1=b.pdf", "ab.pdf"),
        (b"attachment; filename*1*=%A9.pdf; filename*0*=utf-8'fr'caf%C3", "café.pdf"),
        (b"attachment; filename=x.txt; filename*=utf-8''y.exe", "y.exe"),
        (b'attachment; filename="=?utf-8?q?caf=C3=A9.pdf?="', "café.pdf"),
        (b"attachment; filename==?utf-8?b?Y2Fmw6kucGRm?=", "café.pdf"),
        (b'attachment; filename="caf\xc3\xa9.pdf"', "café.pdf"),
        (b'attachment; filename="caf\xe9.pdf"', "café.pdf"),
        (b'attachment; filename="a.e\\xe"', "a.exe"),
        (b'attachment; filename="a\r\n b.pdf"', "a b.pdf"),
        (b'attachment; filename="a\x00.exe"', "a.exe"),
        (b'attachment; filename="C:\\temp\\a.exe"', "C:tempa.exe"),
        (b"attachment; filename", ""),
    ],
)
def test_file_names_are_found_in_every_form(value: bytes, name: str) -> None:
    found = part(b"Content-Type: application/x-data", b"Content-Disposition: " + value)
    assert (found.filename, found.disposition) == (name, "attachment")


def test_a_backslash_that_is_half_a_character_stays() -> None:
    name = 'Content-Type: text/plain; charset=shift_jis; name="表計算.txt"'.encode("cp932")
    assert part(name).filename == "表計算.txt"


def test_the_name_of_the_type_serves_where_there_is_no_file_name() -> None:
    assert part(b'Content-Type: application/pdf; name="a.pdf"').filename == "a.pdf"


def test_a_long_name_keeps_its_extension() -> None:
    found = part(b"Content-Disposition: attachment; filename=" + b"a" * 2000 + b".exe")
    assert len(found.filename) == 255
    assert found.filename.endswith(".exe")


@pytest.mark.parametrize(
    ("value", "content_type"),
    [
        (b"TEXT/Plain", "text/plain"),
        (b"text/plain charset=utf-8", "text/plain"),
        (b"text", "text/plain"),
        (b"html", "text/html"),
        (b"Content-Type: text/html", "text/html"),
        (b'"text/html"; charset=utf-8', "text/html"),
        (b"text / html", "text/html"),
        (b"", "text/plain"),
        (b"/", "text/plain"),
        (b"application/pdf (portable)", "application/pdf"),
    ],
)
def test_content_types_are_read_or_replaced(value: bytes, content_type: str) -> None:
    assert part(b"Content-Type: " + value).content_type == content_type


def test_a_broken_type_of_an_attachment_is_not_shown_as_text() -> None:
    found = part(b"Content-Disposition: attachment", b"Content-Type: nonsense")
    assert (found.content_type, found.body) == ("application/octet-stream", False)


def test_a_disposition_loses_what_cannot_be_stored() -> None:
    assert part(b"Content-Disposition: attachment\x00\x00; filename=a").disposition == "attachment"


def test_a_content_id_loses_its_brackets() -> None:
    assert part(b"Content-Type: image/png", b"Content-ID: <logo@x>").content_id == "logo@x"
