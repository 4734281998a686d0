"""Right-to-left override: `photo<RLO>gpj.exe` is shown as photoexe.jpg (Unicode UAX 9)."""

import re

CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
TURNED = re.compile("[\u202e\u2067\u202b]([^\u202a-\u202e\u2066-\u2069]*)")


def undo(name: str) -> str:
    """The name as a computer reads it."""
    return CONTROLS.sub("", name)


def seen(name: str) -> str:
    """The name as a person sees it."""
    return CONTROLS.sub("", TURNED.sub(lambda found: found[1][::-1], name))
