"""Interaction IDs: what was signed is read, and nothing else (P34)."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from activities import signing
from activities.signing import ALPHABET, LAST_DAY, MOST, Refused, Use

TODAY = date(2026, 11, 21)
KEYS = (signing.key_of("new secret"), signing.key_of("old secret"))
NUMBERS = st.integers(0, 2**63 - 1)


def signed(number: int = 4711, use: Use = Use.ANSWER, until: date = TODAY, keys=KEYS) -> str:
    return signing.sign(number, use, until=until, keys=keys)


def read(text: str, use: Use = Use.ANSWER, today: date = TODAY, keys=KEYS) -> int | Refused:
    return signing.read(text, use, today=today, keys=keys)


@given(NUMBERS)
def test_what_was_signed_is_read_in_any_case_and_grouping(number: int):
    text = signed(number)
    assert read(text) == read(text.upper()) == read(signing.typeable(text)) == number
    assert len(text) <= MOST


@given(NUMBERS, st.data())
def test_one_changed_character_and_it_is_ignored(number: int, data: st.DataObject):
    text = signed(number)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters().filter(lambda one: one.lower() != text[at] and one != "-"))
    assert read(text[:at] + other + text[at + 1 :]) is Refused.FORGED


@given(NUMBERS, st.sampled_from(ALPHABET))
def test_one_character_more_or_less_and_it_is_ignored(number: int, more: str):
    text = signed(number)
    assert {read(more + text), read(text + more), read(text[1:]), read(text[:-1])} == {
        Refused.FORGED
    }


@given(st.text())
@example("2" * 20)
@example("İ" * 20)
def test_no_text_makes_it_fail(text: str):
    assert isinstance(read(text), Refused)
    signing.found_in(text)
    signing.tag_of(text)


def test_it_ends_on_its_day():
    assert read(signed(), today=TODAY) == 4711
    assert read(signed(), today=TODAY + timedelta(days=1)) is Refused.EXPIRED


def test_an_end_after_the_last_day_is_the_last_day():
    assert read(signed(until=date.max), today=LAST_DAY) == 4711
    assert read(signed(until=date.min), today=TODAY) is Refused.EXPIRED


def test_made_for_one_use_it_is_worth_nothing_for_another():
    assert read(signed(use=Use.RETURN), Use.ANSWER) is Refused.FORGED


def test_an_old_key_still_reads_until_it_is_taken_away():
    text = signed(keys=KEYS[1:])
    assert read(text) == 4711
    assert read(text, keys=KEYS[:1]) is Refused.FORGED
    assert read(text, keys=()) is Refused.FORGED


def test_another_installation_has_other_ids():
    assert signing.key_of("one") != signing.key_of("two")


@pytest.mark.parametrize("first", [True, False])
def test_a_subject_has_one_id_however_often_it_is_answered(first: bool):
    once = signing.in_subject("The parcel", signed(1), first=first)
    twice = signing.in_subject(f"Re: {once}", signed(2), first=first)
    assert [read(one) for one in signing.found_in(twice)] == [2]
    assert once.startswith("[#") is first


@pytest.mark.parametrize(
    "words", ["AW: {}", "{} please", "see #{}", "[list] {}", "[{}]", "({})"], ids=str
)
def test_it_is_found_wherever_it_stands(words: str):
    subject = words.format("#" + signing.typeable(signed()).lower())
    assert [read(one) for one in signing.found_in(subject)] == [4711]


def test_an_address_carries_it_behind_a_plus_sign():
    address = signing.tagged("support@lab.test", signed())
    assert read(signing.tag_of(address.upper())) == 4711


@pytest.mark.parametrize("address", ["a+b@lab.test", f"{'a' * 60}@lab.test", "", "@lab.test"])
def test_an_address_that_cannot_carry_it_stays(address: str):
    assert signing.tagged(address, signed()) == address
    assert signing.tag_of(address) == ""
