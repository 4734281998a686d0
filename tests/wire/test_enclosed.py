"""Files of outgoing mail, read again by two readers: the standard library's and our own."""

from email import message_from_bytes
from email.policy import default
from hashlib import sha256

import pytest

from tests.wire.test_compose import outgoing
from wire.compose import File, compose
from wire.errors import UnsafeText
from wire.parse import parse, part_content

NAMES = (
    "plan.pdf",
    "two words.pdf",
    "Grüße.pdf",
    "計画書.pdf",
    'quote " and \\ back.txt',
    "a;b=c.txt",
    "100%.txt",
    "it's.txt",
    "=?utf-8?q?a?=.txt",
    "ä" * 120 + ".txt",
    "long" * 60 + ".txt",
    "😀.png",
)


def written(*files: File, **fields) -> bytes:
    return compose(outgoing(files=files, **fields))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_arrives_as_it_was_whoever_reads_it(name: str) -> None:
    raw = written(File(name, "application/pdf", b"x"))
    (part,) = message_from_bytes(raw, policy=default).iter_attachments()
    assert part.get_filename() == name
    assert parse(raw).attachments[0].filename == name
    assert "=?" not in raw.decode("ascii").partition("Content-Disposition")[2]


@pytest.mark.parametrize(
    "content", [b"", b"x", bytes(range(256)) * 40, b"line\nline\r\n\r", b"--="]
)
def test_the_bytes_of_a_file_arrive_unchanged(content: bytes) -> None:
    raw = written(File("a.bin", "application/x-own", content), File("b.txt", "text/plain", content))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    found = [sha256(part_content(raw, one.path)).digest() for one in parse(raw).attachments]
    assert found == [sha256(content).digest()] * 2


def test_the_text_and_its_html_stay_as_they_are_beside_files() -> None:
    raw = written(File("a.pdf", "application/pdf", b"x"), html="<p>It comes.</p>")
    read = message_from_bytes(raw, policy=default)
    assert read.get_content_type() == "multipart/mixed"
    assert read.get_body(("plain",)).get_content().split() == ["It", "comes", "tomorrow."]
    assert read.get_body(("html",)).get_content().strip() == "<p>It comes.</p>"
    assert read["Subject"] == "Your parcel"
    assert read["MIME-Version"] == "1.0"


def test_a_picture_of_the_html_stands_beside_it() -> None:
    picture = File("logo.png", "image/png", b"\x89PNG", content_id="logo@lab.test")
    html = '<img src="cid:logo@lab.test">'
    raw = written(picture, File("a.pdf", "application/pdf", b"x"), html=html)
    mixed = message_from_bytes(raw, policy=default)
    related, attached = mixed.iter_parts()
    assert (related.get_content_type(), attached.get_filename()) == ("multipart/related", "a.pdf")
    assert related.get_param("type") == "multipart/alternative"
    shown = list(related.iter_parts())[1]
    assert (shown["Content-ID"], shown.get_content()) == ("<logo@lab.test>", b"\x89PNG")


def test_a_message_of_seven_bits_is_attached_as_a_message() -> None:
    raw = written(File("a.eml", "message/rfc822", b"Subject: inner\n\nHello\n"))
    (part,) = message_from_bytes(raw, policy=default).iter_attachments()
    assert (part.get_content_type(), part["Content-Transfer-Encoding"]) == (
        "message/rfc822",
        "7bit",
    )
    assert part.get_content()["Subject"] == "inner"
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("content", ["Subject: ä\n\nx".encode(), b"Subject: x\n\n" + b"x" * 999])
def test_a_message_that_is_more_than_that_goes_whole_as_a_file(content: bytes) -> None:
    raw = written(File("a.eml", "message/rfc822", content))
    (part,) = message_from_bytes(raw, policy=default).iter_attachments()
    assert part.get_content_type() == "application/octet-stream"
    assert part.get_content() == content


@pytest.mark.parametrize(
    "declared", ["", "x", "multipart/mixed", "message/partial", "a/b; c=d", "a/b\r\nBcc: x@y.test"]
)
def test_a_type_that_is_none_becomes_the_type_of_any_file(declared: str) -> None:
    raw = written(File("a.bin", declared, b"x"))
    (part,) = message_from_bytes(raw, policy=default).iter_attachments()
    assert part.get_content_type() == "application/octet-stream"
    assert b"Bcc" not in raw


@pytest.mark.parametrize("end", ["\r\n", "\n", "\0"])
@pytest.mark.parametrize("field", ["name", "content_id"])
def test_a_line_end_in_a_name_is_refused(field: str, end: str) -> None:
    values = {"name": "a", "content_type": "a/b", "content": b""}
    with pytest.raises(UnsafeText):
        written(File(**values | {field: f"x{end}Bcc: victim@lab.test"}))


def test_the_same_files_give_the_same_bytes() -> None:
    files = (File("a.pdf", "application/pdf", b"x"), File("b", "", b"", content_id="b@lab.test"))
    assert written(*files) == written(*files)
