"""Characters nobody sees: controls, zero-width ones, selectors, and NUL, where some programs stop."""

import unicodedata

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Hangul and Braille fillers, and what decoding leaves for bytes it could not read.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\ufffd")


def undo(name: str) -> str:
    return "".join(
        one for one in name if one not in BLANKS and unicodedata.category(one) not in UNSEEN
    )


def cut(name: str) -> str:
    """What a program reads that stops at NUL."""
    return name.partition("\0")[0]
