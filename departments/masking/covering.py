"""Writes over the secrets: which characters of a match are covered, and the text without them."""

from departments.masking import searching
from departments.masking.projection import Projection
from departments.masking.values import Masked, Pattern

# These stay, so that a covered number is still seen to be one.
LEFT = frozenset(" \t\r\n\f\v-./>")

Edits = dict[int, tuple[int, str]]
Hits = dict[str, int]


def edits(projection: Projection, patterns: tuple[Pattern, ...], hits: Hits) -> Edits:
    """For each place in the source that is to be covered: up to where, and with what.

    Every pattern looks at the text as it was; what one keeps another may cover.
    """
    shown = projection.shown()
    found: Edits = {}
    for pattern in patterns:
        for span in searching.spans(shown, pattern):
            hits[pattern.name] = hits.get(pattern.name, 0) + 1
            for index in covered(shown, span, pattern):
                start, end = projection.source(index)
                if end > start:
                    found[start] = (end, pattern.replacement)
    return found


def covered(shown: str, span: tuple[int, int], pattern: Pattern) -> list[int]:
    """The indexes of the characters to cover: all but those to keep, if that leaves at least half."""
    places = [one for one in range(*span) if shown[one] not in LEFT]
    kept = pattern.keep_first + pattern.keep_last
    if kept * 2 > len(places):
        return places
    return places[pattern.keep_first : len(places) - pattern.keep_last]


def applied(source: str, found: Edits, hits: Hits) -> Masked:
    """The source with the edits made."""
    parts, position = [], 0
    for start in sorted(found):
        end, replacement = found[start]
        if start >= position:
            parts += [source[position:start], replacement]
            position = end
    parts.append(source[position:])
    return Masked("".join(parts), tuple(hits.items()))
