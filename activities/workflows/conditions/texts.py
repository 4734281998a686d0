"""What the conditions on texts and people share."""

from collections.abc import Callable, Iterable
from typing import Any

from activities.workflows.conditions.condition import Test
from activities.workflows.facts import Correspondent, Facts, together
from activities.workflows.folding import Text
from activities.workflows.forms import Field, Values
from activities.workflows.operators import PEOPLE, TEXTS

VALUE = Field("value", "Value")
# An excerpt of what was found in, for the words.
EXCERPT = 80


def _choices(operators: dict[str, tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, words) for name, (words, _) in operators.items())


TEXT_FIELDS = (Field("operator", "Comparison", "choice", _choices(TEXTS)), VALUE)
PEOPLE_FIELDS = (Field("operator", "Comparison", "choice", _choices(PEOPLE)), VALUE)


def on_texts(
    label: str, values: Values, texts: Callable[[Facts], Iterable[Text]], *, quote: bool = True
) -> Test:
    """Holds where one of the texts compares as wanted. Raises Refused."""
    words, make = TEXTS[values["operator"]]
    compare = make(values["value"])
    said = f"{label} {words} “{values['value']}”"

    def test(facts: Facts) -> str:
        for text in texts(facts):
            if compare(text):
                return f"{said}: {text.text[:EXCERPT]}" if quote else said
        return ""

    return test


def on_people(
    label: str, values: Values, people: Callable[[Facts], tuple[Correspondent, ...]]
) -> Test:
    """Holds where somebody is called so: by name, by address, or by both. Raises Refused."""
    words, make = PEOPLE[values["operator"]]
    compare = make(values["value"])
    also = make(both) if (both := _both(values)) else None
    said = f"{label} {words} “{values['value']}”"

    def test(facts: Facts) -> str:
        for one in people(facts):
            for text in one.spellings:
                if compare(text) or (also is not None and also(text)):
                    return f"{said}: {one}"
        return ""

    return test


def _both(values: Values) -> str:
    """``Name [address]``, ``Name<address>`` and the like as the spellings write it; '' for others."""
    value: str = values["value"].strip()
    if values["operator"] in ("matches", "domain") or value[-1:] not in ("]", ">"):
        return ""
    opening = max(value.rfind("["), value.rfind("<"))
    return together(value[:opening], value[opening + 1 : -1]) if opening >= 0 else ""
