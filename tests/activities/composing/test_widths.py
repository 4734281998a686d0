"""Lines are broken alike, whichever way is taken through them."""

from hypothesis import given
from hypothesis import strategies as st

from activities.composing.widths import wrapped

PIECES = st.sampled_from(
    ["a", "bb", "dddddddddddd", ".", "\t", "\x0b", " ", "  ", "\n", " >", "\r"]
)


@given(st.lists(PIECES, max_size=40).map("".join), st.integers(1, 20))
def test_plain_letters_are_broken_as_among_others(text, width) -> None:
    assert wrapped(f"é\n{text}", width) == f"é\n{wrapped(text, width)}"
