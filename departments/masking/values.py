"""What masking works with: frozen values."""

from dataclasses import dataclass
from enum import StrEnum


class Check(StrEnum):
    """What a match must pass beside the expression."""

    NONE = ""
    LUHN = "luhn"
    CARD = "card"
    IBAN = "iban"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One rule. Where ``expression`` (RE2 syntax) has a group, only its first group is covered.

    keep_first, keep_last: so many characters stay readable, where that is at most half of them.
    """

    name: str
    expression: str
    replacement: str = "*"
    keep_first: int = 0
    keep_last: int = 0
    check: Check = Check.NONE


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its secrets, and how often each pattern, by name, was found in it."""

    text: str
    hits: tuple[tuple[str, int], ...] = ()
