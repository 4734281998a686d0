"""Finds what a pattern matches in a text, by a bounded number of searches of bounded length.

One search looks at WINDOW bytes at most and costs, with RE2, at most that many times the size of
the program. At most MOST_HITS searches find a secret, and each other one leads on by STEP bytes or by
the length of what was refused: so the time for a text grows with its length only.
"""

from typing import Any

from departments.masking import checks, expressions
from departments.masking.values import Check, Pattern

STEP = 2048
# The longest secret that is found for certain, in bytes; a longer match is followed this far.
LONGEST = 1024
WINDOW = STEP + LONGEST
FOLLOWED = 64 * 1024
# A text with more than that is covered whole behind the last one: rather too much than too little.
MOST_HITS = 5000

Span = tuple[int, int]


def spans(text: str, pattern: Pattern) -> list[Span]:
    """Where the secrets stand, as offsets of characters; some may overlap."""
    data = text.encode("utf-8", "replace")
    return _in_characters(data, _found(data, pattern))


def _found(data: bytes, pattern: Pattern) -> list[Span]:
    expression = expressions.compiled(pattern.expression)
    found: list[Span] = []
    position = 0
    while position < len(data):
        stop = min(len(data), position + WINDOW)
        match = expression.search(data, position, stop)
        if match is None or (match.start() >= position + STEP and stop < len(data)):
            position = _whole(data, position + STEP)
            continue
        if match.end() == stop < len(data):
            match = expression.search(data, match.start(), match.start() + FOLLOWED) or match
        secrets, after = _secrets(data, match, pattern)
        found += secrets
        position = _whole(data, max(position + 1, after))
        if len(found) >= MOST_HITS:
            return [*found, (position, len(data))]
    return found


def _whole(data: bytes, position: int) -> int:
    """The beginning of the next character at or behind ``position``."""
    while position < len(data) and data[position] & 0xC0 == 0x80:
        position += 1
    return position


def _secrets(data: bytes, match: Any, pattern: Pattern) -> tuple[list[Span], int]:
    """What of a match is to be covered, and where the search goes on."""
    if pattern.check is Check.NONE:
        start, end = match.span(1) if match.re.groups and match.start(1) >= 0 else match.span()
        return ([(start, end)] if end > start else []), max(end, match.start() + 1)
    start, end = match.span()
    run = data[start:end].decode("utf-8", "replace")
    if not run.isascii():
        return [], end
    inside = checks.inside(run, pattern.check)
    return [(start + one, start + two) for one, two in inside.spans], start + inside.resume


def _in_characters(data: bytes, found: list[Span]) -> list[Span]:
    if data.isascii():
        return found
    # Each stretch is decoded once: linear, whatever the number of spans.
    places = {0: 0}
    byte = character = 0
    for offset in sorted({one for span in found for one in span}):
        character += len(data[byte:offset].decode())
        byte = offset
        places[offset] = character
    return [(places[start], places[end]) for start, end in found]
