"""Card numbers: which digits an issuer's numbers begin with, and how long they are (ISO/IEC 7812)."""

from functools import lru_cache

# First digits from … to …, and the lengths, longest first. Maestro shares its digits with others.
ISSUERS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("4", "4", (19, 16, 13)),
    ("51", "55", (16,)),
    ("2221", "2720", (16,)),
    ("34", "34", (15,)),
    ("37", "37", (15,)),
    ("300", "305", (16, 14)),
    ("309", "309", (16, 14)),
    ("36", "36", (19, 16, 14)),
    ("38", "39", (16, 14)),
    ("6011", "6011", (19, 16)),
    ("622126", "622925", (19, 16)),
    ("644", "649", (19, 16)),
    ("65", "65", (19, 16)),
    ("3528", "3589", (19, 16)),
    ("62", "62", (19, 18, 17, 16)),
    ("81", "81", (19, 18, 17, 16)),
    ("2200", "2204", (19, 18, 17, 16)),
    ("60", "60", (16,)),
    ("50", "50", (19, 18, 16)),
    ("56", "58", (19, 18, 16)),
    ("63", "63", (19, 18, 16)),
    ("67", "67", (19, 18, 16)),
    ("1800", "1800", (15,)),
    ("2131", "2131", (15,)),
)
SHORTEST, LONGEST = 13, 19


@lru_cache(maxsize=4096)
def lengths_of(first: str) -> tuple[int, ...]:
    """How long a card number with these first six digits may be, longest first; () for none."""
    found: set[int] = set()
    for low, high, lengths in ISSUERS:
        if low <= first[: len(low)] <= high:
            found |= set(lengths)
    return tuple(sorted(found, reverse=True))
