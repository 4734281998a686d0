"""Containers that are read by their lists or marks: 7z, RAR, Outlook messages, PDF; and gzip's turns."""

import bz2
import gzip
import lzma
import zlib

import pytest

from attachments.blocking import decide
from attachments.values import Reason, Rules
from tests.attachments.cfb import compound_file
from tests.attachments.listed import SEVEN, SEVEN_HIDDEN, rar4, rar5
from tests.attachments.quine import quine
from tests.attachments.samples import PDF, PNG, PROGRAM, piece, tarred, zipped

# Archives that nobody can look into pass, so that what is in them decides.
OPEN = Rules(blocked={"exe": ".exe of Sales"}, closed="")
STRICT = Rules(blocked={"exe": ".exe of Sales"})
MESSAGE = {"__properties_version1.0": b"x"}


def message(name: str, content: bytes = b"x") -> bytes:
    """An Outlook message with one attachment."""
    attached = {"__substg1.0_3707001F": name.encode("utf-16-le"), "__substg1.0_37010102": content}
    return compound_file(**MESSAGE, **attached)


def pdf(name: bytes, *, content: bytes = b"", packed: bool = False) -> bytes:
    """A document that brings a file with it, in an object of its own or in a packed one."""
    specification = b"<< /Type /Filespec /F " + name + b" /EF << /F 5 0 R >> >>"
    if packed:
        data = zlib.compress(specification)
        specification = (
            b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + data + b"\nendstream"
        )
    data = zlib.compress(content)
    file = b"<< /Type /EmbeddedFile /Filter /FlateDecode >>\nstream\r\n" + data + b"\nendstream"
    return PDF + b"4 0 obj\n" + specification + b"\nendobj\n5 0 obj\n" + file + b"\nendobj\n%%EOF"


HIDING = {
    "7z": SEVEN,
    "7z under another name": SEVEN,
    "RAR 4": rar4("notes.txt", "sub\\setup.exe"),
    "RAR 5": rar5("notes.txt", "sub/setup.exe"),
    "7z in a zip": zipped(("a.7z", SEVEN)),
    "Outlook message, name": message("setup.exe"),
    "Outlook message, bytes": message("photo.jpg", PROGRAM),
    "Outlook message, long name": message("x" * 90 + ".exe"),
    "Outlook message, zip in it": message("a.zip", zipped(("setup.exe", b"x"))),
    "package in a document": compound_file(
        WordDocument=b"x", _Ole10Native=bytes(6) + b"setup.exe\0C:\\setup.exe\0"
    ),
    "PDF, name": pdf(b"(setup.exe)"),
    "PDF, escaped name": pdf(b"(set\\165p.e\\170e)"),
    "PDF, name in hexadecimal": pdf(
        b"<FEFF" + "setup.exe".encode("utf-16-be").hex().encode() + b">"
    ),
    "PDF, packed": pdf(b"(setup.exe)", packed=True),
    "PDF, bytes": pdf(b"(notes.txt)", content=PROGRAM),
    "gzip behind an empty one": gzip.compress(b"") + gzip.compress(PROGRAM),
    "bzip2 behind an empty one": bz2.compress(b"") + bz2.compress(PROGRAM),
    "xz behind an empty one": lzma.compress(b"") + lzma.compress(PROGRAM),
    "picture that is a zip as well": PNG + zipped(("setup.exe", b"x")),
    "PDF that is a zip as well": PDF + zipped(("setup.exe", b"x")),
    "GIF that is a tar as well": b"GIF89a.exe".ljust(100, b"\0")
    + tarred(("setup.exe", b"x"))[100:],
}


@pytest.mark.parametrize("content", HIDING.values(), ids=HIDING)
def test_a_program_in_it_is_found(content: bytes):
    (refused,) = decide([piece("a.dat", content=content)], OPEN).refused
    assert refused.rule.reason is Reason.EXTENSION
    assert ".exe" in refused.why


HONEST = {
    "RAR 4": rar4("notes.txt", "exe/letter.pdf"),
    "RAR 5": rar5("notes.txt"),
    "Outlook message": message("letter.pdf", PDF),
    "Outlook message about a program": compound_file(
        **MESSAGE, text="run setup.exe now".encode("utf-16-le")
    ),
    "PDF": pdf(b"(invoice.xml)", content=b"<?xml version='1.0'?><invoice/>"),
    "PDF that speaks of a program": PDF + b"(setup.exe)",
    "gzip with zeros behind it": gzip.compress(b"hello") + bytes(600),
    "two gzip files": gzip.compress(b"hello, ") + gzip.compress(b"world"),
}


@pytest.mark.parametrize("content", HONEST.values(), ids=HONEST)
def test_what_holds_no_program_passes(content: bytes):
    assert decide([piece("a.dat", content=content)], OPEN).refused == ()


@pytest.mark.parametrize(
    "content",
    [
        SEVEN_HIDDEN,
        rar4(hidden=True),
        rar5(hidden=True),
        rar4("a.txt"),
        gzip.compress(PROGRAM)[:-8] + bytes(8),
    ],
    ids=["hidden 7z", "hidden RAR 4", "hidden RAR 5", "RAR with harmless names", "damaged gzip"],
)
def test_what_nobody_can_look_into_is_refused_by_setting(content: bytes):
    (refused,) = decide([piece("a.dat", content=content)], STRICT).refused
    assert refused.rule.reason is Reason.CLOSED
    assert decide([piece("a.dat", content=content)], OPEN).refused == ()


def test_hidden_names_are_said_to_be_encrypted():
    for content in (SEVEN_HIDDEN, rar4(hidden=True), rar5(hidden=True)):
        assert "encrypted" in decide([piece("a", content=content)], STRICT).refused[0].why


def test_an_archive_that_holds_itself_is_refused_as_endless():
    own = quine()
    assert gzip.decompress(own) == own
    (refused,) = decide([piece("r.gz", content=own)], STRICT).refused
    assert refused.rule.reason is Reason.BOUNDS


def test_a_thousand_archives_behind_each_other_are_refused():
    content = gzip.compress(b"x") * 1001
    (refused,) = decide([piece("a.gz", content=content)], STRICT).refused
    assert refused.rule.reason is Reason.BOUNDS
