"""Phrases are found as the manual says (DE-1), compared with a few independent lines."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exceptions.matching import Match, Phrase, Phrases
from exceptions.predefined import predefined

ALL = Phrases(predefined())
SUBJECTS = [
    "",
    "Hello",
    "Undeliverable: your order",
    "RETURNED MAIL: see transcript for details",
    "my system is broken",
    "Réponse automatique : commande",
    "re\u0301ponse automatique",
    "ＯＵＴ　ＯＦ　ＯＦＦＩＣＥ",
    "Out\u00a0of office",
    "Administration of the ADMIN",
    "Automatická odpověď",
    "vacatıon",
]
ADDRESSES = [
    "",
    "kim@far.example",
    "kim@postmaster.example",
    "PostMaster@far.example",
    "my-mail-daemon-2@far.example",
    '"post@master"@far.example',
    "mailer@x@far.example",
    "no address at all",
]


def manual(subject: str, address: str) -> str | None:
    """The rule again, in other words: type by type, phrase by phrase, letters made alike."""

    def alike(text: str) -> str:
        for _ in range(2):
            text = unicodedata.normalize("NFKC", text).casefold()
        return text

    for phrase in predefined():
        text = address[: address.rfind("@")] if phrase.type == "address" else subject
        if phrase.type == "address" and "@" not in address:
            continue
        if alike(text).find(alike(phrase.text)) >= 0:
            return phrase.text
    return None


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_matching_is_the_manuals_rule(subject: str, address: str) -> None:
    match = ALL.match(subject, address)
    assert (match.phrase.text if match else None) == manual(subject, address)


@given(st.lists(st.sampled_from([*SUBJECTS, "x", " ", "@", "É"])).map("".join), st.text())
def test_matching_is_the_manuals_rule_whatever_comes(subject: str, address: str) -> None:
    match = ALL.match(subject, address)
    assert (match.phrase.text if match else None) == manual(subject, address)


def test_the_domain_of_the_sender_is_not_asked() -> None:
    assert ALL.match("Hello", "kim@postmaster.example") is None


def test_a_match_says_which_phrase_and_where() -> None:
    phrase = Phrase("subject", "failure notice", "temporary")
    found = Phrases([phrase]).match("FAILURE NOTICE", "kim@far.example")
    assert found == Match(phrase, "FAILURE NOTICE")


def test_an_empty_phrase_never_matches() -> None:
    assert Phrases([Phrase("subject", "", "permanent")]).match("Hello", "a@b.example") is None


def test_two_thousand_phrases_take_less_than_five_milliseconds() -> None:
    many = Phrases(Phrase("subject", f"words {number}", "temporary") for number in range(2000))
    started = time.process_time()
    for _ in range(10):
        many.match("A subject of ordinary length about an order" * 2, "kim@far.example")
    assert time.process_time() - started < 0.05


def test_the_predefined_phrases_are_those_of_the_tables() -> None:
    types = [phrase.type for phrase in predefined()]
    assert (types.count("address"), types.count("subject")) == (16, 111)
    assert len({(phrase.type, phrase.text) for phrase in predefined()}) == 127
