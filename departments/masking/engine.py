"""Masks a text, or a text in HTML: pure, and bounded in time by `searching`."""

from collections.abc import Iterable
from html import escape, unescape

import nh3

from departments.masking import covering, markup, projection, searching
from departments.masking.covering import Hits
from departments.masking.values import Masked, Pattern


def mask(text: str, patterns: Iterable[Pattern]) -> Masked:
    """The text with every secret covered. Raises Refused where a pattern cannot be compiled."""
    hits: Hits = {}
    found = covering.edits(projection.of_text(text), tuple(patterns), hits)
    return covering.applied(text, found, hits) if found else Masked(text)


def mask_html(html: str, patterns: Iterable[Pattern]) -> Masked:
    """The same for HTML: across tags, entities and soft hyphens, in attributes and comments.

    The markup stays as it is. Where a browser's parser would still show a secret because the markup
    is broken, the text alone is left of it. Raises Refused as `mask` does.
    """
    known = tuple(patterns)
    if not known or not html:
        return Masked(html)
    hits: Hits = {}
    seen, hidden = markup.of_html(html)
    found = covering.edits(hidden, known, hits) | covering.edits(seen, known, hits)
    masked = covering.applied(html, found, hits) if found else Masked(html)
    return _text_alone(masked, known) if _shows_secrets(masked.text, known) else masked


def _as_text(html: str) -> str:
    """The text as a real parser of HTML finds it."""
    return unescape(nh3.clean(html, tags=set()))


def _shows_secrets(html: str, patterns: tuple[Pattern, ...]) -> bool:
    shown = projection.of_text(_as_text(html)).shown()
    return any(
        shown[index] != pattern.replacement
        for pattern in patterns
        for span in searching.spans(shown, pattern)
        for index in covering.covered(shown, span, pattern)
    )


def _text_alone(masked: Masked, patterns: tuple[Pattern, ...]) -> Masked:
    text = mask(_as_text(masked.text), patterns)
    return Masked(f"<pre>{escape(text.text)}</pre>", masked.hits or text.hits)
