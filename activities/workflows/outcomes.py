"""A decision as it is kept with an activity, and how two of them differ; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from activities.workflows.actions.action import Names, named
from activities.workflows.actions.catalogue import ACTIONS
from activities.workflows.values import Decision, Fired

Outcome = Mapping[str, Any]
# The name of a part for people, and where the names of its rows come from.
PARTS = {
    "queue": ("Queue", "queues"),
    "priority": ("Priority", ""),
    "template": ("Case template", "templates"),
    "tags": ("Tags", ""),
    "acknowledgement": ("Acknowledgement", ""),
    "redirects": ("Redirected to", ""),
    "dropped": ("Dropped", ""),
}
USUAL = {"queue": "the usual one"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of two outcomes in words."""

    part: str
    before: str
    after: str


def outcome(decision: Decision) -> dict[str, Any]:
    """What can be stored as JSON."""
    found = {name: getattr(decision, name) for name in PARTS}
    return {name: list(one) if isinstance(one, tuple) else one for name, one in found.items()}


NOTHING: Outcome = outcome(Decision())


def trail(fired: Sequence[Fired]) -> list[dict[str, Any]]:
    """What can be stored as JSON."""
    return [asdict(one) for one in fired]


def differences(before: Outcome, after: Outcome, names: Names) -> list[Difference]:
    """The parts that differ."""
    return [
        Difference(
            PARTS[part][0], in_words(part, before[part], names), in_words(part, after[part], names)
        )
        for part in PARTS
        if before[part] != after[part]
    ]


def in_words(part: str, value: Any, names: Names) -> str:
    """One part of an outcome."""
    source = PARTS[part][1]
    if value in (None, "", [], False):
        return USUAL.get(part, "none" if part != "dropped" else "no")
    if value is True:
        return "yes"
    if isinstance(value, list):
        return ", ".join(value)
    return named(names, source, value) if source else str(value)


def did_words(did: Sequence[Mapping[str, Any]], names: Names) -> str:
    """What a rule asked for; an action that is not known any more is named as it is stored."""
    known = [(ACTIONS.get(one["kind"]), one) for one in did]
    return "; ".join(kind.words(one, names) if kind else str(one["kind"]) for kind, one in known)
