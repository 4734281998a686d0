"""Whether rules may be saved: the same fields that the screen shows decide; pure.

An error is found under the path of its field, such as ``0.when.of.1.value``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from activities.workflows.actions.catalogue import ACTIONS
from activities.workflows.conditions.catalogue import CONDITIONS
from activities.workflows.errors import Refused
from activities.workflows.forms import Field
from exceptions.judging import EXCEPTIONS

# The rows of a department that rules may name: source -> key -> name.
Sources = Mapping[str, Mapping[str, str]]
Found = Iterator[tuple[str, str]]

MOST_RULES = 500
MOST_PARTS = 50
MOST_BYTES = 1_000_000
DEEPEST = 4
# Rules, a rule, and for each group its object and its list.
MOST_LEVELS = 2 * DEEPEST + 8
LONGEST_NAME = 100
NO_RULES = "The rules did not arrive as they were typed. Load the page anew."
RULE_KEYS = {"name", "enabled", "exceptions", "when", "then"}
USELESS = "It asks for a kind of delivery exception: tick “also for delivery exceptions”, or it never holds."


def errors_in(rules: Any, sources: Sources) -> dict[str, str]:
    """The errors of all rules by path; {} where they may be saved."""
    if not isinstance(rules, list) or not all(map(_is_rule, rules)):
        return {"": NO_RULES}
    if len(rules) > MOST_RULES or len(json.dumps(rules)) > MOST_BYTES:
        return {"": f"At most {MOST_RULES} rules, of {MOST_BYTES:,} characters together."}
    return {
        path: words
        for number, rule in enumerate(rules)
        for path, words in _in_rule(rule, str(number), sources)
    }


def too_deep(value: Any) -> bool:
    """Whether lists and objects stand in each other deeper than any rules do."""
    level = [value]
    for _ in range(MOST_LEVELS):
        level = [
            inside
            for one in level
            for inside in (one.values() if isinstance(one, dict) else one)
            if isinstance(inside, dict | list)
        ]
        if not level:
            return False
    return True


def _is_rule(rule: Any) -> bool:
    return (
        isinstance(rule, dict)
        and set(rule) == RULE_KEYS
        and isinstance(rule["name"], str)
        and isinstance(rule["enabled"], bool)
        and isinstance(rule["exceptions"], bool)
        and isinstance(rule["when"], dict)
        and isinstance(rule["then"], list)
    )


def _in_rule(rule: dict[str, Any], path: str, sources: Sources) -> Found:
    name = rule["name"].strip()
    if not name or len(name) > LONGEST_NAME:
        yield f"{path}.name", f"Name the rule, with at most {LONGEST_NAME} characters."
    if getattr(CONDITIONS.get(rule["when"].get("kind")), "join", None) is None:
        yield "", NO_RULES
        return
    wrong = list(_in_condition(rule["when"], f"{path}.when", sources, 1))
    yield from wrong
    if not wrong and not rule["exceptions"] and _asks_for_exceptions(rule["when"]):
        yield f"{path}.exceptions", USELESS
    if not rule["then"] or len(rule["then"]) > MOST_PARTS:
        yield f"{path}.then", f"Say what is done: one to {MOST_PARTS} actions."
    for number, action in enumerate(rule["then"]):
        yield from _in_part(action, ACTIONS, f"{path}.then.{number}", sources)


def _in_condition(one: Any, path: str, sources: Sources, depth: int) -> Found:
    yield from _in_part(one, CONDITIONS, path, sources)
    inside = one.get("of") if isinstance(one, dict) else None
    if not isinstance(inside, list):
        return
    if depth >= DEEPEST or len(inside) > MOST_PARTS:
        yield path, f"Too many conditions: at most {MOST_PARTS} beside each other, {DEEPEST} deep."
        return
    for number, condition in enumerate(inside):
        yield from _in_condition(condition, f"{path}.of.{number}", sources, depth + 1)


def _in_part(one: Any, catalogue: Mapping[str, Any], path: str, sources: Sources) -> Found:
    kind = catalogue.get(one.get("kind", "")) if isinstance(one, dict) else None
    if kind is None:
        yield f"{path}.kind", "Choose one."
        return
    names = [field.name for field in kind.fields]
    if not set(one) <= {"kind", *names}:
        yield path, NO_RULES
        return
    wrong = list(_in_fields(one, kind.fields, path, sources))
    yield from wrong
    if not wrong and kind.make is not None:
        try:
            kind.make(one)
        except Refused as refused:
            yield f"{path}.{refused.field}", str(refused)


def _in_fields(one: Any, fields: Iterable[Field], path: str, sources: Sources) -> Found:
    for field in fields:
        if words := field.refusal(one.get(field.name), sources):
            yield f"{path}.{field.name}", words


def _asks_for_exceptions(condition: Any) -> bool:
    """Whether it holds for exceptions alone, as far as its kinds say so."""
    if not isinstance(condition, dict):
        return False
    kinds, inside = condition.get("values"), condition.get("of")
    if condition.get("kind") == "subtype" and isinstance(kinds, list) and kinds:
        return all(one in EXCEPTIONS for one in kinds)
    if condition.get("kind") in ("all", "any") and isinstance(inside, list):
        some = [_asks_for_exceptions(one) for one in inside]
        return any(some) if condition["kind"] == "all" else bool(some) and all(some)
    return False
