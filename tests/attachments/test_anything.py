"""Whatever the parts are, the decision is made, raises nothing, and loses no part."""

import gzip

from hypothesis import given, settings
from hypothesis import strategies as st

from attachments.blocking import decide
from attachments.values import Rules
from tests.attachments.cfb import compound_file
from tests.attachments.listed import SEVEN, rar4, rar5
from tests.attachments.samples import (
    BLOCKS_EXE,
    PROGRAM,
    compound,
    encrypted,
    nested,
    piece,
    tarred,
    zipped,
)

SEEDS = (
    zipped(("a.txt", b"hello"), ("b/a.png", PROGRAM)),
    encrypted(zipped(("a.txt", b"hello"))),
    nested(3),
    tarred(("a.txt", b"hello"), ("d" * 150, b"x")),
    tarred(("d" * 150, b"x"), form=1),
    gzip.compress(tarred(("a.txt", b"hello"))),
    compound("WordDocument", "_VBA_PROJECT"),
    b"From: a@b.test\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--",
    compound_file(__properties=b"x", __substg1=b"y"),
    SEVEN,
    rar4("a.txt"),
    rar5("a.txt"),
    b"%PDF-1.7 /EF /F (a.txt) /EmbeddedFile /FlateDecode stream\nx\x9cendstream",
    b"\x78\x9f\x3e\x22\x00\x00\x02\x06\x90\x08\x00\x04\x00\x00\x00",
)
changes = st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=6)), max_size=12)
quick = settings(max_examples=250, deadline=None)


def damaged(seed: bytes, edits: list[tuple[int, bytes]]) -> bytes:
    found = bytearray(seed)
    for at, new in edits:
        place = at % (len(found) + 1)
        found[place : place + len(new)] = new
    return bytes(found)


@quick
@given(st.sampled_from(SEEDS), changes)
def test_a_damaged_archive_is_decided_on(seed: bytes, edits: list[tuple[int, bytes]]):
    decision = decide([piece("a.bin", content=damaged(seed, edits))], BLOCKS_EXE)
    assert len(decision.kept) + len(decision.refused) == 1


@quick
@given(st.lists(st.text(max_size=30), max_size=3), st.binary(max_size=600))
def test_any_name_and_any_bytes_are_decided_on(names: list[str], content: bytes):
    decision = decide([piece(*names, content=content)], BLOCKS_EXE)
    assert len(decision.kept) + len(decision.refused) == 1


@quick
@given(
    st.text(alphabet=" .\u200b\u202e\u200f\t", max_size=6),
    st.sampled_from(["exe", "ExE", "ехе", "ｅｘｅ"]),
)
def test_no_padding_hides_an_extension(padding: str, extension: str):
    assert decide([piece(f"a.{extension}{padding}")], BLOCKS_EXE).refused


@quick
@given(st.lists(st.binary(max_size=200), max_size=4), st.booleans())
def test_more_rules_never_let_more_pass(contents: list[bytes], closed: bool):
    few = Rules(blocked={"exe": "x"}, closed="")
    more = Rules(blocked={"exe": "x", "png": "y"}, closed="z" if closed else "")
    for content in contents:
        part = piece("a.bin", content=content)
        assert len(decide([part], more).refused) >= len(decide([part], few).refused)
