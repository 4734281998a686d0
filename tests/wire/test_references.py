"""The fields that carry identifiers: one line, not too long, the ends kept (P36)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.errors import UnsafeText
from wire.references import LINE, field

MANY = [f"{number:04}.a-rather-long-identifier@customers.test" for number in range(200)]
IDS = st.lists(st.text("abcé@.", min_size=1, max_size=1100), max_size=30)


def test_two_hundred_ancestors_keep_the_first_and_the_last_on_one_line() -> None:
    line = field("References", MANY).decode()
    kept = line.removeprefix("References: ").split()
    assert (kept[0], kept[-1]) == (f"<{MANY[0]}>", f"<{MANY[-1]}>")
    assert kept[1:] == [f"<{one}>" for one in MANY[-len(kept) + 1 :]]
    assert len(kept) > 15


def test_what_fits_stays_whole_and_in_order() -> None:
    assert field("References", ["a@b", "c@d"]) == b"References: <a@b> <c@d>\r\n"


@given(IDS)
def test_no_line_is_too_long_or_folded_whatever_the_identifiers(identifiers: list[str]) -> None:
    line = field("References", identifiers)
    assert len(line) <= LINE + 2
    assert line.count(b"\r\n") == (1 if line else 0)
    if identifiers and len(identifiers[-1].encode()) < 900:
        assert line.endswith(f"<{identifiers[-1]}>\r\n".encode())


@pytest.mark.parametrize("size", [980, 990, 2000])
def test_the_last_is_kept_rather_than_an_endless_first(size: int) -> None:
    assert field("References", ["x" * size, "c@d"]) == b"References: <c@d>\r\n"


def test_an_identifier_that_fits_no_line_is_left_out() -> None:
    assert field("In-Reply-To", ["x" * 998]) == b""
    assert field("In-Reply-To", []) == b""


def test_a_line_end_is_refused() -> None:
    with pytest.raises(UnsafeText):
        field("References", ["a@b", "x\r\nBcc: victim@lab.test"])
