"""What is written to a server, byte for byte: no message can end early or hide commands."""

import asyncio

import pytest
from aiosmtplib.errors import SMTPResponseException
from hypothesis import given
from hypothesis import strategies as st

from wire.channel import Channel, stuffed


@pytest.mark.parametrize(
    ("content", "written"),
    [
        (b"a\r\n", b"a\r\n.\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b"", b"\r\n.\r\n"),
        (b".a\r\n..b\r\n.\r\n", b"..a\r\n...b\r\n..\r\n.\r\n"),
        (b"a\n.\nMAIL FROM:<x>\n", b"a\r\n..\r\nMAIL FROM:<x>\r\n.\r\n"),
        (b"a\r.\rb", b"a\r\n..\r\nb\r\n.\r\n"),
    ],
)
def test_dots_are_doubled_and_line_ends_made_whole(content, written) -> None:
    assert stuffed(content) == written


@given(st.lists(st.sampled_from([b".", b"\r", b"\n", b"\r\n", b"a", b"\r\n."])).map(b"".join))
def test_only_the_last_line_is_a_lone_dot(content) -> None:
    written = stuffed(content)
    assert written.find(b"\r\n.\r\n") == len(written) - 5 or written == b".\r\n"
    assert written.count(b"\n") == written.count(b"\r") == written.count(b"\r\n")


class Silence(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def set_write_buffer_limits(self, high=None, low=None) -> None: ...

    def set_protocol(self, protocol) -> None: ...

    def is_closing(self) -> bool:
        return False

    def write(self, data) -> None:
        self.written += data

    def abort(self) -> None: ...


async def heard(*pieces: bytes) -> list[tuple[int, str]]:
    """The replies in what arrives in these pieces."""
    channel = Channel(Silence(), seconds=0.05)
    for piece in pieces:
        channel.data_received(piece)
    channel.connection_lost(None)
    found = []
    while True:
        try:
            found.append(await channel.reply())
        except ConnectionError:
            return found


def test_replies_are_told_apart_wherever_the_network_cuts_them() -> None:
    stream = b"250-one\r\n250 two\r\n354 go on\r\n"
    whole = [(250, "one\ntwo"), (354, "go on")]
    for cut in range(len(stream)):
        assert asyncio.run(heard(stream[:cut], stream[cut:])) == whole


@pytest.mark.parametrize("words", [b"hello\r\n", b"\r\n", b"25\r\n", b"2" * 70_000])
def test_what_is_no_reply_is_an_error(words) -> None:
    with pytest.raises(SMTPResponseException):
        asyncio.run(heard(words))


def test_silence_is_an_error_after_its_time() -> None:
    async def ask() -> None:
        await Channel(Silence(), seconds=0.01).reply()

    with pytest.raises(TimeoutError):
        asyncio.run(ask())


def test_what_a_server_says_unasked_comes_before_the_next_command() -> None:
    async def ask() -> None:
        channel = Channel(Silence(), seconds=1)
        channel.data_received(b"421 4.4.2 Idle too long\r\n")
        channel.write(b"NOOP")

    with pytest.raises(SMTPResponseException, match="Idle"):
        asyncio.run(ask())
