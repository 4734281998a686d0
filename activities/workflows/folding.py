"""A text of a message as conditions look at it: folded once, whatever number of rules ask."""

from functools import cached_property

from exceptions.matching import fold

# What stands behind is not looked at: mail that long repeats older mail.
LONGEST = 50_000


class Text:
    """A text with its folded form and its bytes, each made when it is first wanted."""

    def __init__(self, text: str) -> None:
        self.text = text[:LONGEST]

    @cached_property
    def folded(self) -> str:
        """Small letters, in the form in which Unicode compares."""
        return fold(self.text).strip()

    @cached_property
    def octets(self) -> bytes:
        """What expressions are matched against."""
        return self.text.encode("utf-8", "replace")
