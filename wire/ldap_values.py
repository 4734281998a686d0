"""What is asked of a directory server and what it answers, as frozen values (RFC 4511 section 4.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ADDRESS = "{address}"


class Scope(StrEnum):
    """How far below the base is searched."""

    BASE = "base"
    ONE = "one"
    SUBTREE = "subtree"


@dataclass(frozen=True, slots=True)
class Query:
    """A search: ``filter`` is complete and escaped, ``at_most`` counts entries, ``page`` too."""

    base: str
    filter: str = "(objectClass=*)"
    scope: Scope = Scope.SUBTREE
    attributes: tuple[str, ...] = ("*",)
    at_most: int = 10
    page: int = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Attributes are by their names in small letters; what is no text is left out."""

    dn: str
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """The first value of an attribute, on one line; '' without one."""
        values = self.attributes.get(name.strip().lower(), ())
        return " ".join(values[0].split()) if values else ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a test has found: the entry, and each wanted value by its label, '' where it has none."""

    entry: Entry
    values: Mapping[str, str]
    others: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """A place in the tree: its own entry, and the names of the entries right below it."""

    entry: Entry
    children: tuple[str, ...] = ()
    more: bool = False
