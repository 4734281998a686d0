"""What a condition or an action asks for: the same fields for the screen and for the check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Values = Mapping[str, Any]
# Where the choices of a field come from that are a department's own.
Source = Literal["", "queues", "templates", "acknowledgements"]
Widget = Literal["text", "number", "choice", "several", "group"]

LONGEST_VALUE = 500


@dataclass(frozen=True, slots=True)
class Field:
    """name: key in the rule. label: for people. least, most: of a number. choices: value and words."""

    name: str
    label: str
    widget: Widget = "text"
    choices: tuple[tuple[str, str], ...] = ()
    source: Source = ""
    least: int = 0
    most: int = 0

    def refusal(self, value: Any, sources: Mapping[str, Mapping[str, str]]) -> str:
        """Why ``value`` cannot stand in the field, '' where it can."""
        return _CHECKS[self.widget](self, value, sources)

    def shown(self) -> dict[str, Any]:
        """What the page is told."""
        return {
            "name": self.name,
            "label": self.label,
            "widget": self.widget,
            "choices": [list(one) for one in self.choices],
            "source": self.source,
            "least": self.least,
            "most": self.most,
        }


def _text(field: Field, value: Any, sources: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        return "Type what is looked for." if field.name == "value" else "Fill this in."
    return f"At most {LONGEST_VALUE} characters." if len(value) > LONGEST_VALUE else ""


def _number(field: Field, value: Any, sources: Any) -> str:
    right = isinstance(value, int) and not isinstance(value, bool)
    if right and field.least <= value <= field.most:
        return ""
    return f"Type a number from {field.least:,} to {field.most:,}."


def _choice(field: Field, value: Any, sources: Mapping[str, Mapping[str, str]]) -> str:
    known = sources.get(field.source, {}) if field.source else dict(field.choices)
    if value in ("", None):
        return "Choose one."
    return "" if str(value) in known else "It is not there (any more): choose another."


def _several(field: Field, value: Any, sources: Any) -> str:
    known = dict(field.choices)
    if isinstance(value, list) and value and all(one in known for one in value):
        return ""
    return "Choose one at least."


def _group(field: Field, value: Any, sources: Any) -> str:
    return "" if isinstance(value, list) and value else "Add a condition at least."


_CHECKS: dict[str, Callable[[Field, Any, Mapping[str, Mapping[str, str]]], str]] = {
    "text": _text,
    "number": _number,
    "choice": _choice,
    "several": _several,
    "group": _group,
}
