"""From the rules as they are stored to rules that run; pure. Whether they are right asks `checking`."""

from collections.abc import Sequence
from typing import Any

from activities.workflows.actions.catalogue import ACTIONS
from activities.workflows.conditions.catalogue import CONDITIONS
from activities.workflows.conditions.condition import Test
from activities.workflows.forms import Values
from activities.workflows.values import Origin, Rule


def compiled(rules: Sequence[Values], origin: Origin) -> tuple[Rule, ...]:
    """The rules that are switched on. Raises Refused, KeyError or TypeError where one is wrong."""
    return tuple(
        _rule(rule, origin, number) for number, rule in enumerate(rules, 1) if rule["enabled"]
    )


def _rule(rule: Values, origin: Origin, number: int) -> Rule:
    did: list[dict[str, Any]] = list(rule["then"])
    return Rule(
        origin=origin,
        number=number,
        name=rule["name"],
        test=_test(rule["when"]),
        steps=tuple(ACTIONS[one["kind"]].make(one) for one in did),
        did=tuple(did),
        exceptions=rule["exceptions"],
    )


def _test(condition: Values) -> Test:
    kind = CONDITIONS[condition["kind"]]
    if kind.join is not None:
        return kind.join([_test(one) for one in condition["of"]])
    if kind.make is None:
        raise KeyError(kind.kind)
    return kind.make(condition)
