"""What passes and what is refused: the table of evasions, each through the one decision."""

import bz2
import gzip
import lzma

import pytest

from attachments.blocking import decide
from attachments.values import Piece, Reason, Rules
from tests.attachments.samples import (
    BLOCKS_EXE,
    PDF,
    PNG,
    PROGRAM,
    compound,
    encrypted,
    piece,
    tarred,
    zipped,
)

EVASIONS = {
    "as it is": "a.exe",
    "capitals": "A.EXE",
    "double": "a.pdf.exe",
    "double the other way": "a.exe.pdf",
    "trailing dot": "a.exe.",
    "trailing space": "a.exe ",
    "trailing dots and spaces": "a.exe. . ..",
    "spaces before the false one": "a.exe                              .pdf",
    "right-to-left override": "photo\u202egpj.exe",
    "override that is read the other way": "a\u202eexe.jpg",
    "right-to-left mark in the extension": "a.e\u200fxe",
    "zero-width space": "a.ex\u200be",
    "soft hyphen": "a.e\u00adxe",
    "byte order mark": "a.exe\ufeff",
    "NUL": "a.exe\0.txt",
    "full width": "a．ｅｘｅ",
    "Cyrillic": "a.ехе",
    "Greek chi": "a.eχe",
    "mathematical letters": "a.𝐞𝐱𝐞",
    "one dot leader": "a․exe",
    "ideographic full stop": "a。exe",
    "RFC 2047 left in the name": "=?utf-8?B?YS5leGU=?=",
    "percent": "a%2Eexe",
    "percent twice": "a%252Eexe",
    "HTML entity": "a&#46;exe",
    "stream": "a.exe::$DATA",
    "version": "a.exe;1",
    "semicolon": "a.exe;.txt",
    "path": "c:\\temp\\a.exe",
    "slash after it": "a.exe/",
    "look-alikes and a trailing dot": "a.ех\u200bе\u3002 ",
    "everything at once": "a.%D0%B5хе\u200b\u202e. ",
    "quote": 'a.exe"',
}


@pytest.mark.parametrize("name", EVASIONS.values(), ids=EVASIONS)
def test_a_name_that_hides_its_extension_is_refused(name: str):
    (refused,) = decide([piece(name)], BLOCKS_EXE).refused
    assert refused.rule.name == ".exe of Sales"
    assert ".exe" in refused.why


CONTENTS = {
    "program named as a picture": ("a.jpg", PROGRAM),
    "program without a name": ("", PROGRAM),
    "in a zip": ("a.zip", zipped(("b/a.exe", b"x"))),
    "in a zip, renamed": ("a.zip", zipped(("a.txt", PROGRAM))),
    "in a zip under another name": ("a.txt", zipped(("a.exe", b"x"))),
    "in a zip in a zip": ("a.zip", zipped(("b.zip", zipped(("a.exe", b"x"))))),
    "in an encrypted zip": ("a.zip", encrypted(zipped(("a.exe", b"x")))),
    "in a zip behind a picture": ("a.png", PNG + zipped(("a.exe", b"x"))),
    "in a zip before something": ("a.zip", zipped(("a.exe", b"x")) + bytes(5000)),
    "in a tar": ("a.tar", tarred(("a.exe", b"x"))),
    "in a tar with a long name": ("a.tar", tarred(("d" * 150 + ".exe", b"x"), form=1)),
    "in a tar by pax": ("a.tar", tarred(("d" * 300 + ".exe", b"x"))),
    "in a tgz": ("a.tgz", gzip.compress(tarred(("a.exe", b"x")))),
    "gzipped": ("a.exe.gz", gzip.compress(b"x")),
    "gzipped and renamed": ("a.gz", gzip.compress(PROGRAM)),
    "in a tar.bz2": ("a.tar.bz2", bz2.compress(tarred(("a.exe", b"x")))),
    "in a tar.xz": ("a.tar.xz", lzma.compress(tarred(("a.exe", b"x")))),
    "in a message": (
        "a.eml",
        b"Subject: x\r\nContent-Type: text/plain; name=a.exe\r\n\r\nhello",
    ),
    "in a message without the name of one": (
        "a.dat",
        b"From: a@b.test\nMIME-Version: 1.0\nContent-Type: image/png; name=a.exe\n\nhello",
    ),
    "program inside a Word document": (
        "a.doc",
        compound("WordDocument") + b"MZ..This program cannot be run in DOS mode",
    ),
}


@pytest.mark.parametrize(("name", "content"), CONTENTS.values(), ids=CONTENTS)
def test_content_that_its_name_hides_is_refused(name: str, content: bytes):
    names = [name] if name else []
    (refused,) = decide([piece(*names, content=content)], BLOCKS_EXE).refused
    assert refused.rule == BLOCKS_EXE.against("exe")


MACROS = {
    "in a docx": ("a.docx", zipped(("[Content_Types].xml", b""), ("word/vbaProject.bin", b""))),
    "in capitals": ("a.docx", zipped(("[Content_Types].xml", b""), ("WORD/VBAPROJECT.BIN", b""))),
    "under another name": (
        "a.docx",
        zipped(("[Content_Types].xml", b""), ("word/x.bin", compound("_VBA_PROJECT"))),
    ),
    "in a Word 97 document": ("a.doc", compound("WordDocument", "_VBA_PROJECT")),
}


@pytest.mark.parametrize(("name", "content"), MACROS.values(), ids=MACROS)
def test_macros_are_found_by_content(name: str, content: bytes):
    rules = Rules(blocked={"docm": ".docm"})
    assert decide([piece(name, content=content)], rules).refused


HARMLESS = {
    "a picture": ("photo.png", PNG),
    "a document": ("a.pdf", PDF),
    "a word in a name": ("Mr. exe cutor.txt", b"x"),
    "no extension": ("exe", b"x"),
    "an ending": ("a.exes", b"x"),
    "a zip": ("a.zip", zipped(("a.txt", b"x"), ("b/", b""))),
    "a docx": ("a.docx", zipped(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>"))),
    "text that begins like a program": ("a.txt", b"MZ is the country code of Mozambique, you know"),
    "nothing": ("a.txt", b""),
    "a gzip file of three bytes": ("a.gz", b"\x1f\x8b\x08"),
}


@pytest.mark.parametrize(("name", "content"), HARMLESS.values(), ids=HARMLESS)
def test_what_is_no_program_passes(name: str, content: bytes):
    assert decide([piece(name, content=content)], BLOCKS_EXE).refused == ()


def test_every_name_a_part_goes_by_counts():
    assert decide([piece("a.txt", "a.exe")], BLOCKS_EXE).refused


def test_a_part_without_a_name_is_judged_by_its_declared_type():
    assert decide([piece(content_type="application/x-msdownload")], BLOCKS_EXE).refused


def test_the_extension_inside_a_name_counts_only_where_that_is_chosen():
    rules = Rules(blocked={"exe": ".exe"}, inner=False)
    assert decide([piece("a.exe.pdf")], rules).refused == ()


def test_a_partition_that_allows_wins_over_the_department():
    rules = Rules(blocked={"exe": ".exe"}, partition_allowed=frozenset({"exe"}))
    assert decide([piece("a.exe", content=PROGRAM)], rules).refused == ()


def test_a_partition_that_blocks_needs_no_department():
    (refused,) = decide([piece("a.exe")], Rules(partition_blocked={"exe": "Group rule"})).refused
    assert (refused.rule.reason, refused.rule.name) == (Reason.PARTITION, "Group rule")


def test_block_all_overrides_the_list():
    (refused,) = decide([piece("a.txt")], Rules(block_all="Block all")).refused
    assert refused.rule.reason is Reason.ALL


@pytest.mark.parametrize(
    ("name", "content", "passes"),
    [("a.pdf", PDF, True), ("a.pdf", PROGRAM, False), ("a.txt", b"x", False), ("", PDF, False)],
)
def test_of_block_all_passes_what_the_partition_allows(name: str, content: bytes, passes: bool):
    rules = Rules(block_all="Block all", partition_allowed=frozenset({"pdf"}))
    decision = decide([piece(*[name] if name else [], content=content)], rules)
    assert bool(decision.kept) is passes


@pytest.mark.parametrize(
    "content", [b"7z\xbc\xaf\x27\x1c" + bytes(60), encrypted(zipped(("a", b"x")))]
)
def test_archives_nobody_can_open_are_refused_by_setting(content: bytes):
    closed = decide([piece("a.bin", content=content)], Rules()).refused
    assert [one.rule.reason for one in closed] == [Reason.CLOSED]
    assert decide([piece("a.bin", content=content)], Rules(closed="")).refused == ()


def test_a_zip_whose_directories_contradict_each_other_is_refused():
    archive = bytearray(zipped(("a.txt", b"x" * 100)))
    archive[archive.find(b"PK\x01\x02") + 10] = 0
    assert decide([piece("a.zip", content=bytes(archive))], Rules()).refused


def test_what_holds_a_refused_part_goes_with_it_and_the_rest_stays():
    def part(path: str, name: str, opened: bool = False) -> Piece:
        return Piece(path, (name,), "image/png", 1, lambda: b"x", opened)

    parts = [part("2", "mail.eml", True), part("2.1", "a.exe"), part("2.2", "b.png")]
    decision = decide(parts, BLOCKS_EXE)
    assert [one.part.path for one in decision.refused] == ["2", "2.1"]
    assert [one.path for one in decision.kept] == ["2.2"]


def test_a_refusal_has_the_digest_and_the_kind_of_the_bytes():
    (refused,) = decide([piece("a.jpg", content=PROGRAM)], BLOCKS_EXE).refused
    assert refused.kind == "a Windows program"
    assert len(refused.digest) == 64
