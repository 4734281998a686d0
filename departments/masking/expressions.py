"""Compiles expressions with RE2, whose time grows with the length of the text and never faster.

What could cost much all the same (size of the program, number of searches) is bounded here and in
`searching`.
"""

from functools import lru_cache
from typing import Any

import re2

from departments.masking.errors import Refused

# Steps of the automaton for each character in the worst case; the ready-made ones need under 700.
MAX_PROGRAM = 1500
MEMORY_BYTES = 8 * 1024 * 1024


@lru_cache(maxsize=512)
def compiled(expression: str) -> Any:
    """The expression for bytes of UTF-8. Raises Refused with the reason in words."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY_BYTES
    try:
        found = re2.compile(expression, options)
    except re2.error as error:
        raise Refused(_words(error)) from error
    if max(found.programsize, found.reverseprogramsize) > MAX_PROGRAM:
        raise Refused(
            "The expression is too large: a repetition such as {100} counts as often as it says. "
            "Make the repetitions smaller, or two patterns of it."
        )
    return found


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    hint = ""
    if "(?" in said or "\\" in said:
        hint = (
            " Looking ahead and behind, (?=…) and (?<…), and references back such as \\1 are not "
            "known here: they are what makes expressions run for hours."
        )
    return f"The expression cannot be compiled: {said}.{hint}"
