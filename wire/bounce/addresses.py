"""Finds addresses in the text of reports; in linear time, and never more than a few hundred."""

import re
from collections.abc import Iterable
from itertools import islice

# Bounded pieces, and no start inside a word: a long line costs no more than its length.
LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]"
ADDRESS = LOCAL + r"{1,64}@(?:[^\W_](?:[\w-]{0,62})\.){0,10}[^\W_][\w-]{0,62}"
QUOTED = re.compile(r'"[^"@\n]{1,64}"@[\w.-]{1,255}')
MAX_FOUND = 500
# RFC 5321 section 4.5.3.1
MAX_ADDRESS = 320


def pattern(name: str = "address") -> str:
    """Source of a regular expression that matches one address as the group `name`."""
    return rf"(?<!{LOCAL})(?P<{name}>{ADDRESS})"


ANY = re.compile(pattern())


def found(text: str) -> tuple[str, ...]:
    """Addresses in `text`, in order, each once whatever its case."""
    return unique(match["address"] for match in islice(ANY.finditer(text), MAX_FOUND))


def first(text: str) -> str:
    """The first address in `text`, '' if there is none; a quoted local part is kept."""
    if quoted := QUOTED.search(text[:2000]):
        return quoted[0]
    match = ANY.search(text[:2000])
    return tidy(match["address"]) if match else ""


def unique(many: Iterable[str]) -> tuple[str, ...]:
    """The same addresses without doubles and without the marks that stood around them."""
    kept: dict[str, str] = {}
    for one in many:
        address = tidy(one)
        kept.setdefault(address.lower(), address)
    return tuple(kept.values())


def tidy(address: str) -> str:
    """Without quotes and dots around it; '' where it is too long to be one."""
    address = address.strip("'`.")
    return address if len(address) <= MAX_ADDRESS else ""
