"""Rules as people write them, and messages to ask them about."""

from typing import Any

from activities.stages.order import take_in
from activities.workflows import checking
from activities.workflows.compiling import compiled
from activities.workflows.deciding import decide
from activities.workflows.facts import Facts, facts_of
from activities.workflows.values import Decision, Origin
from exceptions.rules import predefined_rules
from tests.stock import message

SOURCES = {
    "queues": {"1": "Billing", "2": "Support"},
    "templates": {"7": "Invoice"},
    "acknowledgements": {"Received": "Received"},
}
ORIGIN = Origin(3, "Billing", 5)


def rule(*conditions: dict[str, Any], then: Any = (), join: str = "all", **more: Any) -> dict:
    values = {"name": "A rule", "enabled": True, "exceptions": False}
    when = {"kind": join, "of": list(conditions)}
    return values | {"when": when, "then": list(then) or [{"kind": "stop"}]} | more


def subject(value: str, operator: str = "contains") -> dict[str, Any]:
    return {"kind": "subject", "operator": operator, "value": value}


def to_queue(number: int) -> dict[str, Any]:
    return {"kind": "queue", "queue": str(number)}


def facts(raw: bytes | None = None, **header: str) -> Facts:
    raw = raw or message(**header)
    return facts_of(take_in(raw, predefined_rules("both")), len(raw))


def holds(condition: dict[str, Any], about: Facts) -> bool:
    return bool(asked([rule(condition)], about).trail)


def asked(rules: list[dict[str, Any]], about: Facts) -> Decision:
    """What rules that may be saved decide."""
    assert checking.errors_in(rules, SOURCES) == {}
    return decide(about, compiled(rules, ORIGIN))
