"""The scanner's client: verdicts, limits, and every way in which a scanner may fail."""

import os
import socket
from collections.abc import Iterator

import pytest

from tests.servers.clamd import EICAR, Clamd
from tests.servers.ports import closed_port
from wire.clamd import scan
from wire.errors import ScannerAway, TooLargeToScan


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    with Clamd() as server:
        yield server


@pytest.mark.parametrize("content", [b"", b"hello", os.urandom(900_000)])
def test_what_is_harmless_is_clean_and_was_seen_whole(clamd: Clamd, content: bytes) -> None:
    assert scan(clamd.address, content, seconds=20) == ""
    assert clamd.scanned == [content]


def test_a_virus_is_named(clamd: Clamd) -> None:
    assert scan(clamd.address, bytearray(EICAR), seconds=20) == "Eicar-Test-Signature"


def test_a_scanner_on_a_unix_socket_is_asked_as_well(tmp_path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        with pytest.raises(ScannerAway, match="does not answer"):
            scan(str(tmp_path / "s"), b"x", seconds=0.1)


def test_more_than_the_scanner_takes_is_told_apart() -> None:
    with Clamd(limit=1000) as small, pytest.raises(TooLargeToScan):
        scan(small.address, bytes(20_000_000), seconds=20)


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (b"", "closed the connection"),
        (b"stream: Can't allocate memory ERROR\0", "Can't allocate memory"),
        (b"okapi\0", "okapi"),
        (b"x" * 9000, "answered"),
    ],
)
def test_an_answer_that_is_no_verdict_is_none(clamd: Clamd, says: bytes, words: str) -> None:
    clamd.says = says
    with pytest.raises(ScannerAway, match=words):
        scan(clamd.address, b"x", seconds=20)


def test_a_silent_scanner_is_given_up_in_time(clamd: Clamd) -> None:
    clamd.says = None
    with pytest.raises(ScannerAway, match="does not answer"):
        scan(clamd.address, b"x", seconds=0.2)


@pytest.mark.parametrize("where", ["/nowhere/clamd.sock", "port"])
def test_a_scanner_that_is_not_there_is_away(where: str) -> None:
    with pytest.raises(ScannerAway, match="does not answer"):
        scan(f"127.0.0.1:{closed_port()}" if where == "port" else where, b"x", seconds=20)


def test_no_name_of_a_virus_carries_control_characters(clamd: Clamd) -> None:
    clamd.says = b"stream: Evil\x1b[31m\r\nName FOUND\0"
    assert scan(clamd.address, b"x", seconds=20) == "Evil[31mName"
