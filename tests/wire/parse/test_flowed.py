"""format=flowed, RFC 3676."""

from tests.wire.parse.samples import single
from wire.parse import parse

FLOWED = b"Content-Type: text/plain; charset=utf-8; format=flowed"


def test_soft_breaks_are_joined_and_hard_ones_kept() -> None:
    assert parse(single(b"one \r\ntwo\r\nthree\r\n", FLOWED)).text == "one two\nthree\n"


def test_stuffed_spaces_are_taken_away() -> None:
    assert parse(single(b" From here\r\n >no quote\r\n", FLOWED)).text == "From here\n>no quote\n"


def test_quotes_flow_only_within_their_depth() -> None:
    body = b"> one \r\n> two\r\n>> deep \r\n> less\r\nmine\r\n"
    assert parse(single(body, FLOWED)).text == "> one two\n>> deep \n> less\nmine\n"


def test_the_signature_mark_never_flows() -> None:
    assert parse(single(b"bye \r\n-- \r\nAnn\r\n", FLOWED)).text == "bye \n-- \nAnn\n"


def test_with_delsp_the_space_before_a_soft_break_goes() -> None:
    assert parse(single(b"Donau \r\ndampf\r\n", FLOWED + b"; delsp=yes")).text == "Donaudampf\n"


def test_fixed_text_keeps_its_lines() -> None:
    assert parse(single(b"one \r\ntwo\r\n")).text == "one \ntwo\n"
