"""Messages of a POP3 server, read in pieces of any size."""

import io
import poplib

import pytest

from wire.pop3_reading import Answers

FIRST = b"Subject: one\r\n\r\n.a dot\r\n..two\r\nend\r\n"
SECOND = b"..first line\r\n"
SENT = (
    b"+OK 40 octets\r\nSubject: one\r\n\r\n..a dot\r\n...two\r\nend\r\n.\r\n"
    b"-ERR no such message\r\n"
    b"+OK\r\n...first line\r\n.\r\n"
    b"+OK\r\n.\r\n"
)


class Drops(io.RawIOBase):
    """Gives its bytes a few at a time."""

    def __init__(self, sent: bytes, size: int) -> None:
        self.sent, self.size = sent, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        piece, self.sent = self.sent[: self.size], self.sent[self.size :]
        buffer[: len(piece)] = piece
        return len(piece)


def answers(sent: bytes, size: int = 10_000) -> Answers:
    return Answers(io.BufferedReader(Drops(sent, size)))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
def test_messages_come_in_order_without_the_dots_of_the_protocol(size):
    read = answers(SENT, size)
    assert read.message() == FIRST
    with pytest.raises(poplib.error_proto, match="no such message"):
        read.message()
    assert read.message() == SECOND
    assert read.message() == b""


@pytest.mark.parametrize("size", [1, 10_000])
def test_lines_without_carriage_returns_end_a_message_too(size):
    assert answers(b"+OK\nSubject: x\n\nbody\n.\n", size).message() == b"Subject: x\n\nbody\n"


@pytest.mark.parametrize("size", [1, 44, 10_000])
def test_a_dot_between_bare_line_feeds_of_the_sender_ends_no_message(size):
    message = b"Subject: x\r\n\r\nseen by the reader at a\n.\nb\r\n"
    assert answers(b"+OK\r\n" + message + b".\r\n", size).message() == message


def test_a_session_that_ends_in_the_middle_is_an_error():
    with pytest.raises(poplib.error_proto, match="EOF"):
        answers(b"+OK\r\nhalf a mess").message()
