"""Check digits: which stretches of a run of digits or letters are card numbers or IBANs.

A number begins and ends where a group of the run does, so that no longer number is cut to fit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from departments.masking.cards import LONGEST, SHORTEST, lengths_of
from departments.masking.ibans import LENGTHS
from departments.masking.values import Check

# A run that was cut because of its length is looked at again from so far before its end.
TAIL = 120
CUT = 1024
DIGITS = re.compile(r"[0-9]")
LETTERS_AND_DIGITS = re.compile(r"[0-9A-Za-z]")
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Inside:
    """``spans`` within the run, and where to go on behind its beginning."""

    spans: list[Span]
    resume: int


def inside(run: str, check: Check) -> Inside:
    """The secrets in what an expression matched."""
    if check is Check.LUHN:
        return _whole(run)
    found = list(_cards(run) if check is Check.CARD else _ibans(run))
    end = len(run) if len(run) < CUT else len(run) - TAIL
    return Inside(found, max([end, *(last for _, last in found)]))


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    numbers = [int(one) for one in reversed(digits)]
    return (sum(numbers[::2]) + sum(DOUBLED[one] for one in numbers[1::2])) % 10 == 0


def iban(text: str) -> bool:
    """ISO 13616: length of the country, and modulo 97 of the number with its first four moved back."""
    text = text.upper()
    if LENGTHS.get(text[:2]) != len(text) or not text[2:4].isdigit():
        return False
    moved = text[4:] + text[:4]
    return int("".join(str(int(one, 36)) for one in moved)) % 97 == 1


def _whole(run: str) -> Inside:
    """The match as it is; where it fails, the search goes on at its next group."""
    digits = "".join(DIGITS.findall(run))
    if digits and luhn(digits):
        return Inside([(0, len(run))], len(run))
    gap = re.search(r"[0-9][^0-9]+(?=[0-9])", run)
    return Inside([], gap.end() if gap else len(run))


def _cards(run: str) -> Iterator[Span]:
    """All of them, also where they overlap: what is in front of a number may make up one with it."""
    numbers = _Run(run)
    for index in range(len(numbers.digits) - SHORTEST + 1):
        if length := numbers.card_at(index):
            yield numbers.places[index], numbers.places[index + length - 1] + 1


class _Run:
    """The digits of a run, with sums that tell the check digit of any stretch at once."""

    def __init__(self, run: str) -> None:
        self.places = [one.start() for one in DIGITS.finditer(run)]
        self.digits = "".join(run[one] for one in self.places)
        numbers = [int(one) for one in self.digits]
        # For a last digit at an even and at an odd index: every second one before it is doubled.
        self._sums = [
            [
                0,
                *accumulate(
                    DOUBLED[one] if (at + odd) % 2 else one for at, one in enumerate(numbers)
                ),
            ]
            for odd in (0, 1)
        ]

    def card_at(self, index: int) -> int:
        """The length of the card number that begins here; 0 for none."""
        lengths = lengths_of(self.digits[index : index + 6])
        if not lengths or not _begins(self.places, index):
            return 0
        group = self._group(index)
        for length in lengths:
            last = index + length
            fits = last == len(self.digits) or (
                last < len(self.digits) and _begins(self.places, last)
            )
            if fits and self._passes(index, last) and _usual(group, length):
                return length
        return 0

    def _passes(self, first: int, last: int) -> bool:
        sums = self._sums[(last - 1) % 2]
        return (sums[last] - sums[first]) % 10 == 0

    def _group(self, index: int) -> int:
        """How many digits stand together here."""
        end = index + 1
        while end < len(self.places) and end < index + LONGEST and not _begins(self.places, end):
            end += 1
        return end - index


def _usual(group: int, length: int) -> bool:
    """Cards are written in groups that begin with four digits or more, or in single digits.

    Thirteen digits, as old cards have, are more often something else once they are divided.
    """
    return group >= length if length == SHORTEST else group >= 4 or group == 1


def _begins(places: list[int], index: int) -> bool:
    """Whether a group begins with this digit."""
    return index == 0 or places[index] != places[index - 1] + 1


def _ibans(run: str) -> Iterator[Span]:
    places = [one.start() for one in LETTERS_AND_DIGITS.finditer(run)]
    plain = "".join(run[one] for one in places).upper()
    for index in range(len(plain)):
        length = LENGTHS.get(plain[index : index + 2], 0)
        last = index + length
        fits = length and last <= len(plain) and (last == len(plain) or _begins(places, last))
        if fits and iban(plain[index:last]):
            yield places[index], places[last - 1] + 1
