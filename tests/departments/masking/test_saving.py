"""Which expressions are taken and which are refused, and why."""

import contextlib
import time

import pytest

from departments.masking import ready_made, saving
from departments.masking.errors import Refused
from departments.masking.values import Check, Pattern


def refusal(expression: str, **more: object) -> str:
    with pytest.raises(Refused) as caught:
        saving.check(Pattern("x", expression, **more))
    return str(caught.value)


@pytest.mark.parametrize("one", ready_made.ALL, ids=lambda one: one.key)
def test_every_ready_made_pattern_is_taken(one):
    saving.check(one.pattern)


@pytest.mark.parametrize("expression", ["(a+)+$", "(a|a)*b", "(.*)*x", "([0-9]+)*-"])
def test_what_runs_for_ever_elsewhere_takes_moments_here(expression: str):
    begun = time.process_time()
    with contextlib.suppress(Refused):
        saving.check(Pattern("x", expression))
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("(", "cannot be compiled"),
        ("[z-a]", "cannot be compiled"),
        (r"(a)\1", "references back"),
        ("(?<=x)1", "Looking ahead"),
        ("a*", "matches nothing"),
        ("^", "matches nothing"),
        ("(?m)$", "matches nothing"),
        (r"\b", "matches nothing"),
        ("(?:[0-9a-f]{1,9}x){90}", "too large"),
        ("a{1001}", "repetition size"),
        ("x" * 1001, "longer than"),
    ],
)
def test_a_bad_expression_is_refused_with_the_reason(expression: str, words: str):
    assert words in refusal(expression)


def test_a_check_of_digits_takes_no_group():
    assert "no group" in refusal("x([0-9]{15})", check=Check.LUHN)
