"""The base subject: what all the answers to one mail have in common."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities import prefixes, signing, subjects
from activities.signing import Use

WORDS = [*prefixes.REPLY.values(), *prefixes.FORWARD.values()]
SAME = [
    "Re: the parcel",
    "RE[2]: AW: Antw:  the   parcel",
    "Re(3): the parcel",
    "Re^4: the parcel",
    "re : the parcel",
    "Re:the parcel",
    "SV: VS: the parcel (fwd)",
    "[shop-list] Re: [shop-list] the parcel",
    "[fwd: Re: the parcel]",
    "FW: [EXTERNAL] the parcel",
    "*** SPAM *** the parcel",
    "回复： the parcel",
    "\u200fהשב: the parcel",
    "THE PARCEL",
    "Ｔhe parcel",
    "the\tparcel\u00a0",
]


@pytest.mark.parametrize("subject", SAME)
def test_what_answering_adds_is_taken_away(subject: str):
    assert subjects.base(subject) == "the parcel"


@pytest.mark.parametrize("word", [word for text in WORDS for word in text.split(", ")])
def test_the_prefixes_of_the_languages_are_known_in_every_case(word: str):
    for form in (word, word.upper(), word.capitalize()):
        assert subjects.base(f"{form}: Re: {form}: parcel") == "parcel"


@pytest.mark.parametrize(
    "subject", ["Reply: x", "Info: x", "Regarding: x", "[order 12] x", "refund x", "a: b"]
)
def test_what_only_looks_like_a_prefix_stays(subject: str):
    assert subjects.base(subject) == subject.lower()


@pytest.mark.parametrize("subject", ["", "Re:", "AW: Fwd: ", "Re[2]: Re :", " (fwd)"])
def test_nothing_is_left_of_prefixes_alone(subject: str):
    assert subjects.base(subject) == ""


def test_orders_with_different_numbers_stay_apart():
    assert subjects.base("Re: [Order 12] late") != subjects.base("Re: [Order 13] late")


def test_a_tag_alone_is_the_subject():
    assert subjects.base("Re: [help]") == "[help]"


def test_an_interaction_id_is_no_part_of_it():
    signed = signing.sign(7, Use.ANSWER, until=signing.LAST_DAY, keys=(b"key",))
    for first in (True, False):
        assert subjects.base(signing.in_subject("Re: the parcel", signed, first=first)) == (
            "the parcel"
        )


@given(st.text())
def test_any_subject_has_a_base_which_is_its_own_base(subject: str):
    found = subjects.base(subject)
    assert len(found) <= subjects.KEPT
    assert len(found) == subjects.KEPT or subjects.base(found) == found


@pytest.mark.parametrize("piece", ["re:", "[a]", "[fwd:", "(fwd)", "re[", "#2-", "\ufdfa", "*"])
def test_a_hostile_subject_takes_no_time(piece: str):
    begun = time.perf_counter()
    subjects.base(piece * 100_000)
    assert time.perf_counter() - begun < 0.5
