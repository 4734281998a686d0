"""Which CSS declarations of a style attribute are kept: looks alone, nothing that loads anything."""

import re

_KEPT = """
    background-color border border-bottom border-collapse border-color border-left border-radius border-right
    border-spacing border-style border-top border-width color direction display font font-family font-size
    font-style font-variant font-weight height letter-spacing line-height list-style-type margin margin-bottom
    margin-left margin-right margin-top max-height max-width min-height min-width padding padding-bottom
    padding-left padding-right padding-top table-layout text-align text-decoration text-indent text-transform
    unicode-bidi vertical-align white-space width word-break word-spacing word-wrap overflow-wrap
"""
KEPT = frozenset(_KEPT.split())
# Functions, escapes, strings, rules and comments: how values call home or hide that they do.
COLOUR = re.compile(r"(?:rgba?|hsla?)\([0-9.,%/ ]{1,60}\)", re.IGNORECASE)
SUSPICIOUS = re.compile(r"[()\\@{}<>]|/\*", re.ASCII)
MAX_DECLARATIONS = 60
MAX_VALUE = 300


def kept(style: str) -> str:
    """The harmless declarations of a style attribute, in their order."""
    parts = (one.partition(":") for one in style.split(";")[:MAX_DECLARATIONS])
    pairs = ((name.strip().lower(), value.strip()) for name, _, value in parts)
    return "; ".join(
        f"{_name(name)}: {value}" for name, value in pairs if _harmless(_name(name), value)
    )


def _name(name: str) -> str:
    # Nearly always a colour and nothing else; anything else is dropped with its functions.
    return "background-color" if name == "background" else name


def _harmless(name: str, value: str) -> bool:
    if name not in KEPT or not value or len(value) > MAX_VALUE:
        return False
    return not SUSPICIOUS.search(COLOUR.sub("", value))
