"""Rules in words, line by line, and what differs between two versions; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import ndiff
from typing import Any

from activities.workflows.actions.action import Names
from activities.workflows.conditions.catalogue import CONDITIONS
from activities.workflows.forms import Field, Values
from activities.workflows.outcomes import did_words

INDENT = "    "
SIGNS = {"+ ": "added", "- ": "removed", "  ": "same"}


@dataclass(frozen=True, slots=True)
class Line:
    """how: added, removed or same."""

    how: str
    words: str


def described(rules: Sequence[Values], names: Names) -> list[str]:
    """All rules, in their order."""
    return [line for number, rule in enumerate(rules, 1) for line in _rule(number, rule, names)]


def difference(before: Sequence[Values], after: Sequence[Values], names: Names) -> list[Line]:
    """The lines of both, each once; [] where they are the same."""
    old, new = described(before, names), described(after, names)
    if old == new:
        return []
    return [
        Line(SIGNS[one[:2]], one[2:]) for one in ndiff(old, new, linejunk=None) if one[:2] in SIGNS
    ]


def _rule(number: int, rule: Values, names: Names) -> Iterator[str]:
    remarks = [] if rule["enabled"] else ["off"]
    remarks += ["also for delivery exceptions"] if rule["exceptions"] else []
    yield f"{number}. {rule['name']}" + (f" ({', '.join(remarks)})" if remarks else "")
    yield from _condition(rule["when"], INDENT)
    yield f"{INDENT}Then: {did_words(rule['then'], names)}"


def _condition(one: Values, indent: str) -> Iterator[str]:
    kind = CONDITIONS.get(one["kind"])
    if kind is None:
        yield f"{indent}{one['kind']}"
    elif kind.join is not None:
        yield f"{indent}{kind.label}:"
        for inside in one["of"]:
            yield from _condition(inside, indent + INDENT)
    else:
        words = " ".join(_field(field, one.get(field.name)) for field in kind.fields)
        yield f"{indent}{kind.label} {words}"


def _field(field: Field, value: Any) -> str:
    choices = dict(field.choices)
    if isinstance(value, list):
        return ", ".join(choices.get(one, str(one)) for one in value)
    return choices.get(value, f"“{value}”" if field.widget == "text" else str(value))
