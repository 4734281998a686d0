"""What is told of base64 by its letters is what decoding it gives."""

import base64
from random import Random

import pytest

from wire.parse import sextets, transfer
from wire.parse.notes import Notes

WANTED = (300, 500)
RANDOM = Random(5)


def encoded(octets: int, end: bytes = b"\r\n") -> bytes:
    return base64.encodebytes(RANDOM.randbytes(octets)).replace(b"\n", end)


def ends(data: bytes, count: int | None = None) -> bytes | None:
    count = sextets.letters(data, 0, len(data)) if count is None else count
    assert count is not None
    return sextets.ends(data, 0, len(data), count=count, wanted=WANTED)


def whole(data: bytes) -> bytes:
    return transfer.decode(data, "base64", Notes())


@pytest.mark.parametrize("octets", range(3000, 3013))
@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"", b" \t\r\n", b"\r\n \r\n"])
def test_both_ends_are_those_of_the_whole(octets: int, end: bytes) -> None:
    data = encoded(octets, end)
    assert ends(data) == whole(data)[:300] + whole(data)[-500:]
    assert ends(data.rstrip(b"=\r\n \t")) == ends(data)


def test_a_foreign_character_in_the_middle_moves_nothing() -> None:
    data = encoded(4000)
    broken = data[:2500] + b"-*" + data[2503:]
    assert ends(broken) == whole(broken)[:300] + whole(broken)[-500:]


def test_a_letter_left_over_is_no_matter_of_the_ends() -> None:
    data = encoded(3000).rstrip(b"=\r\n") + b"A"
    assert ends(data) is None


def test_what_is_short_or_sparse_is_decoded_whole() -> None:
    assert ends(encoded(1000)) is None
    assert (
        ends(b"\r\n\r\n\r\n".join(encoded(3000, b"")[at : at + 4] for at in range(0, 4000, 4)))
        is None
    )


@pytest.mark.parametrize("cut", range(100, 112))
def test_the_letters_tell_the_length(cut: int) -> None:
    data = encoded(200)[:cut]
    count = sextets.letters(data, 0, len(data))
    assert count is not None
    assert count * 3 // 4 == len(whole(data))


@pytest.mark.parametrize(
    "data", [b"what he wrote is no base64 at all", encoded(90) + b"and text", b"QQ==" * 9]
)
def test_irregular_ones_are_left_to_decoding(data: bytes) -> None:
    assert sextets.letters(data, 0, len(data)) is None
