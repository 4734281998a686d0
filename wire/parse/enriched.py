"""text/enriched (RFC 1896) and text/richtext (RFC 1341) to plain text; one linear pass."""

import re

# A command has no attributes, and "<<" stands for "<".
COMMAND = re.compile(r"<<|<(/?)([A-Za-z0-9-]{1,60})>")
PARAMETER = re.compile(r"<param>[^<]*+</param>", re.IGNORECASE)
LINE_ENDS = re.compile(r"\n+")
BREAKS = {"nl": "\n", "paragraph": "\n\n"}


def to_text(text: str) -> str:
    """The words without commands; a single line end is a space, of n line ends n-1 stay."""
    words = COMMAND.sub(_replaced, PARAMETER.sub("", text))
    return LINE_ENDS.sub(lambda found: "\n" * (len(found[0]) - 1) or " ", words)


def _replaced(found: re.Match[str]) -> str:
    if not found[2]:
        return "<"
    return BREAKS.get(found[2].lower(), "")
