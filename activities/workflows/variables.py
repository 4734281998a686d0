"""What texts of acknowledgements may name in braces, and what is put there; pure."""

import re
from collections.abc import Mapping

VARIABLES = {
    "case": "number of the case",
    "subject": "subject of the message",
    "name": "name of the sender, else the address",
    "address": "address of the sender",
    "alias": "name of the alias",
    "date": "day on which the message came",
}
HELP = "Filled in: " + ", ".join(f"{{{name}}} ({words})" for name, words in VARIABLES.items())
NAMED = re.compile(r"\{([^{}\n]*)\}")
# A value is not made longer than that, whatever a stranger calls himself.
LONGEST = 300


def refusal(text: str) -> str:
    """Why ``text`` cannot be saved, '' where it can."""
    unknown = sorted({one for one in NAMED.findall(text) if one not in VARIABLES})
    if unknown:
        names = ", ".join(f"{{{one}}}" for one in unknown)
        known = ", ".join(f"{{{one}}}" for one in VARIABLES)
        return f"{names} is not known. There are: {known}."
    left = NAMED.sub("", text)
    return "A brace stands alone: write both { and }." if "{" in left or "}" in left else ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """``text`` with its variables; each value on one line. What a value itself holds stays as it is."""

    def value(found: re.Match[str]) -> str:
        return " ".join(values.get(found[1], "").split())[:LONGEST]

    return NAMED.sub(value, text)
