"""What a kind of action is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from activities.workflows.forms import Field, Values
from activities.workflows.values import Step

# The names of a department's rows, by source and key.
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Action:
    """make: the step for filled-in fields; raises Refused. words: what it does, for people."""

    kind: str
    label: str
    fields: tuple[Field, ...]
    make: Callable[[Values], Step]
    words: Callable[[Values, Names], str]


def named(names: Names, source: str, key: object) -> str:
    """The name of a row; one that was deleted is said to be."""
    return names.get(source, {}).get(str(key), "(deleted)")
