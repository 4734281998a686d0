"""How a text is compared: without regard to case, and in bounded time."""

from collections.abc import Callable

from activities.workflows.errors import Refused
from activities.workflows.folding import Text
from departments.masking import expressions
from departments.masking.errors import Refused as NotCompiled
from exceptions.matching import fold

Compare = Callable[[Text], bool]


def equals(value: str) -> Compare:
    wanted = fold(value).strip()
    return lambda text: text.folded == wanted


def contains(value: str) -> Compare:
    wanted = fold(value).strip()
    return lambda text: wanted in text.folded


def starts(value: str) -> Compare:
    wanted = fold(value).strip()
    return lambda text: text.folded.startswith(wanted)


def ends(value: str) -> Compare:
    wanted = fold(value).strip()
    return lambda text: text.folded.endswith(wanted)


def matches(value: str) -> Compare:
    """An expression found anywhere; RE2, whose time grows with the length of the text only.

    Raises Refused where it cannot be compiled.
    """
    try:
        expression = expressions.compiled(f"(?i){value}")
    except NotCompiled as refused:
        raise Refused("value", str(refused)) from refused
    return lambda text: expression.search(text.octets) is not None


def in_domain(value: str) -> Compare:
    """An address in the domain or in one below it."""
    wanted = fold(value).strip().lstrip("@.").rstrip(".")
    return lambda text: _below(text.folded.rpartition("@")[2], wanted)


def _below(domain: str, wanted: str) -> bool:
    return domain == wanted or domain.endswith(f".{wanted}")


TEXTS: dict[str, tuple[str, Callable[[str], Compare]]] = {
    "is": ("is", equals),
    "contains": ("contains", contains),
    "starts": ("starts with", starts),
    "ends": ("ends with", ends),
    "matches": ("matches the expression", matches),
}
PEOPLE = TEXTS | {"domain": ("is in the domain", in_domain)}
