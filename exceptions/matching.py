"""Matches phrases against a subject and a sender's address (DE-1); pure, asks nothing else."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Type = Literal["address", "subject"]
Failure = Literal["permanent", "temporary"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What marks an exception: where to look, the words, and what failure they stand for."""

    type: Type
    text: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class Match:
    """The phrase that was found, and in what: the decoded subject or the local part, as typed."""

    phrase: Phrase
    found_in: str


class Phrases:
    """Phrases of one department, folded once and matched against many messages."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        folded = [(fold(phrase.text), phrase) for phrase in phrases]
        self._address = [one for one in folded if one[0] and one[1].type == "address"]
        self._subject = [one for one in folded if one[0] and one[1].type == "subject"]

    def match(self, subject: str, from_address: str) -> Match | None:
        """The first phrase that is found: address phrases before subject phrases, as listed.

        Address phrases look into the local part of `from_address` (what stands before the
        last @), subject phrases anywhere in the decoded `subject`; both without regard to
        case and to forms of characters that Unicode holds to be the same.
        """
        local = from_address.rpartition("@")[0]
        return _first(self._address, local) or _first(self._subject, subject)


def fold(text: str) -> str:
    """Text for comparing: a compatibility caseless match (The Unicode Standard, D146)."""
    once = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", once).casefold()


def _first(phrases: list[tuple[str, Phrase]], text: str) -> Match | None:
    folded = fold(text)
    for words, phrase in phrases:
        if words in folded:
            return Match(phrase, text)
    return None
