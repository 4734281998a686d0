"""Whether a pattern may be saved: it compiles, it matches something, and it takes no time."""

import time

from departments.masking import expressions, searching
from departments.masking.errors import Refused
from departments.masking.values import Check, Pattern

MAX_LENGTH = 1000
# A pattern may take so long on the worst of the samples; these are far worse than real mail.
SAMPLE_SECONDS = 0.3
SAMPLE_CHARACTERS = 20_000


def check(pattern: Pattern) -> None:
    """Whether the pattern may be saved. Raises Refused where it may not."""
    if len(pattern.expression) > MAX_LENGTH:
        raise Refused(f"The expression is longer than {MAX_LENGTH:,} characters.")
    found = expressions.compiled(pattern.expression)
    if any(one.end() == one.start() for text in ("", "a 1-\n") for one in found.finditer(text)):
        raise Refused("The expression matches nothing at all, so it would match everywhere.")
    if pattern.check is not Check.NONE and found.groups:
        raise Refused("With a check of digits the expression must have no group: write (?:…).")
    for sample in _samples(pattern.expression):
        begun = time.process_time()
        searching.spans(sample, pattern)
        if time.process_time() - begun > SAMPLE_SECONDS:
            raise Refused(
                f"The expression takes longer than {SAMPLE_SECONDS} s for a text of "
                f"{SAMPLE_CHARACTERS:,} characters. Let it begin with what stands before the "
                "secret, and make its repetitions smaller."
            )


def _samples(expression: str) -> list[str]:
    """Texts of what the expression itself is made of, repeated: these nearly match, again and again."""
    letters = sorted({one for one in expression if one.isalnum()})[:6]
    units = ["a", "1", "1 ", "4-", "DE12 ", "a@", *letters, *(f"{one}1" for one in letters)]
    return [(unit * SAMPLE_CHARACTERS)[:SAMPLE_CHARACTERS] for unit in dict.fromkeys(units)]
