"""Whatever comes, it is decided within a second and 100 MB."""

import base64
import gzip
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from random import Random

import pytest

from attachments.blocking import decide
from attachments.openers.zip_directory import HITS
from attachments.signatures import FIRST, FIXED, LAST, kinds
from attachments.values import Decision, Piece, Reason, Rules
from tests.attachments.listed import rar4
from tests.attachments.quine import quine
from tests.attachments.samples import (
    BLOCKS_EXE,
    COMPOUND,
    PROGRAM,
    bomb,
    nested,
    overlapping,
    piece,
    tarred,
    zipped,
)
from wire.parse import Contents

MIB = 1024 * 1024
# Meant is one second; a slow machine may take a few, and what has no bound takes minutes.
SECONDS, OCTETS = 5.0, 100 * MIB


def members(count: int, name: str = "file {}.txt") -> bytes:
    return zipped(*[(name.format(number), b"hello") for number in range(count)])


def matryoshka() -> bytes:
    """No quine, but without an end within any bound."""
    found = b"x"
    for _ in range(60):
        found = gzip.compress(found)
    return found


def empty_blocks() -> bytes:
    """Deflate that costs input and gives nothing (RFC 1951 section 3.2.4), under 2,000 headers."""
    one = zipped(("a.txt", b"hello" * 50))
    head = one[: one.find(b"PK\x01\x02")]
    return head[:40] * 2000 + b"\x00\x00\x00\xff\xff" * 4 * MIB


BOMBS: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "a zip of 300 MB of zeros": (bomb, Reason.BOUNDS),
    "gzip of 300 MB of zeros": (lambda: gzip.compress(bytes(300 * MIB)), Reason.BOUNDS),
    "overlapping files": (overlapping, Reason.BOUNDS),
    "100 zips in each other": (lambda: nested(100), Reason.BOUNDS),
    "a quine": (quine, Reason.BOUNDS),
    "gzip in gzip": (matryoshka, Reason.BOUNDS),
    "a thousand and one gzip files": (lambda: gzip.compress(b"x") * 1001, Reason.BOUNDS),
    "PDF that is all names": (lambda: b"%PDF-1.7" + b"/EF /F (a.txt) " * 10_001, Reason.BOUNDS),
    "10,001 members": (lambda: members(10_001), Reason.BOUNDS),
    "names to decipher": (lambda: members(2000, "ф{}\u200b%41&amp;.тхт。x "), Reason.BOUNDS),
    "nothing but marks": (lambda: b"PK\x03\x04" * (HITS * 2), Reason.BOUNDS),
    "a hundred headers deep": (
        lambda: b"Content-Type: message/rfc822\r\nMIME-Version: 1.0\r\n\r\n" * 100 + b"x",
        Reason.BOUNDS,
    ),
}
HEAVY: dict[str, Callable[[], bytes]] = {
    "marks of PDF in 50 MB": lambda: b"%PDF-1.7" + b"/EF/EmbeddedFile " * (3 * MIB),
    "open brackets of PDF": lambda: b"%PDF-1.7 /EF" + b"/F (" * (12 * MIB),
    "packed objects of PDF": lambda: (
        b"%PDF-1.7" + b"/ObjStm/FlateDecode stream\n\x78\x9c" * 9000 + b"\0\0\0\xff\xff" * MIB
    ),
    "marks of 7z": lambda: b"7z\xbc\xaf\x27\x1c".ljust(32, b"\0") + b"\x11" * (50 * MIB),
    "a RAR of headers": lambda: rar4(*["a.txt"] * 3000),
    "empty compound": lambda: COMPOUND[:48] + bytes(50 * MIB),
    "10,000 members": lambda: members(10_000),
    "10,000 members with Cyrillic names": lambda: members(10_000, "письмо {}.txt"),
    "900 members with strange names": lambda: members(900, "ф{}\u200b%41&amp;.тхт。x "),
    "50 MB of text": lambda: b"hello, world. " * (50 * MIB // 14),
    "50 MB stored in a zip": lambda: zipped(
        ("a.txt", b"\x01\x02\x03\x04" * (25 * MIB // 2)), method=0
    ),
    "a tar of empty blocks": lambda: tarred(("a.txt", b"x")) + bytes(40 * MIB),
    "empty blocks": empty_blocks,
    "marks in 50 MB": lambda: b"PK\x03\x04" * (12 * MIB),
    "directory marks in 50 MB": lambda: b"PK\x03\x04" + b"PK\x01\x02" * (12 * MIB),
    "zeros of 50 MB": lambda: bytes(50 * MIB),
    "header lines": lambda: b"From: a\nMIME-Version: 1\n" * 800_000,
}


def measured(content: bytes, rules: Rules = BLOCKS_EXE) -> tuple[Decision, float, int]:
    begun = time.process_time()
    decision = decide([piece("a.zip", content=content)], rules)
    seconds = time.process_time() - begun
    tracemalloc.start()
    decide([piece("a.zip", content=content)], rules)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return decision, seconds, peak


@pytest.mark.parametrize(("make", "reason"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_in_time(make: Callable[[], bytes], reason: Reason):
    decision, seconds, peak = measured(make())
    assert [one.rule.reason for one in decision.refused] == [reason]
    assert seconds < SECONDS
    assert peak < OCTETS


@pytest.mark.parametrize("make", HEAVY.values(), ids=HEAVY)
def test_what_is_heavy_is_decided_in_time(make: Callable[[], bytes]):
    decision, seconds, peak = measured(make())
    assert decision.kept or decision.refused
    assert (seconds < SECONDS, peak < OCTETS) == (True, True), (seconds, peak)


def test_an_attachment_of_50_mb_is_decoded_and_decided_in_time():
    program = base64.encodebytes(PROGRAM + bytes(50 * MIB))
    raw = (
        b"Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + program
    )
    del program
    tracemalloc.start()
    begun = time.process_time()
    contents = Contents(raw)
    part = Piece("1", ("a.png",), "image/png", 1, lambda: contents.read("1"))
    assert decide([part], BLOCKS_EXE).refused
    assert time.process_time() - begun < SECONDS
    assert tracemalloc.get_traced_memory()[1] < OCTETS
    tracemalloc.stop()


def test_the_bounds_hold_over_all_parts_of_a_message():
    content = members(6000)
    parts = [Piece(path, (f"{path}.zip",), "", 1, lambda: content) for path in "12"]
    (refused,) = decide(parts, BLOCKS_EXE).refused
    assert (refused.part.name, refused.rule.reason) == ("2.zip", Reason.BOUNDS)


def test_a_member_that_is_larger_than_it_says_is_a_bomb():
    archive = bytearray(zipped(("a.txt", bytes(50_000))))
    at = archive.find(b"PK\x01\x02")
    archive[at + 24 : at + 28] = (10).to_bytes(4, "little")
    (refused,) = decide([piece("a.zip", content=bytes(archive))], BLOCKS_EXE).refused
    assert "larger than it says" in refused.why


@pytest.mark.parametrize("mark", [b"PK\x05\x06", b"conectix" + bytes(504), b"koly" + bytes(508)])
def test_what_shows_at_the_end_of_a_large_part_is_seen(mark: bytes):
    content = bytes(400_000) + mark + bytes(60_000 if mark.startswith(b"PK") else 0)
    assert kinds(content) == kinds(content[:FIRST] + content[-LAST:]) != ()


@pytest.mark.parametrize(("offset", "mark", "name"), FIXED)
def test_what_shows_at_the_beginning_of_a_large_part_is_seen(offset: int, mark: bytes, name: str):
    content = bytes(offset) + mark + bytes(400_000)
    found = kinds(content[:FIRST] + content[-LAST:])
    assert found == kinds(content)
    assert name in [one.name for one in found]


def test_a_large_archive_is_looked_through_and_another_file_is_not_read():
    archive = zipped(("a.exe", PROGRAM), ("b.bin", Random(1).randbytes(400_000)))
    refused, kept = (part_of(content) for content in (archive, bytes(400_000)))
    assert decide([refused], BLOCKS_EXE).refused[0].digest == sha256(archive).hexdigest()
    assert decide([replace(kept, read=never)], BLOCKS_EXE).kept


def part_of(content: bytes) -> Piece:
    def ends(first: int, last: int) -> bytes:
        return content[:first] + content[-last:]

    return Piece("1", ("a.dat",), "", len(content), lambda: content, ends=ends)


def never() -> bytes:
    raise AssertionError("All of it was read.")
