"""The standard start workflow: the first of every department, and nobody removes it (DE-3).

Exceptions and complaints go to the exception queue; all else to the queue of the alias's case
template, else to the department's usual one, which is what no decision about the queue means.
"""

from typing import Any

from activities.workflows.compiling import compiled
from activities.workflows.values import Origin, Rule
from exceptions.kinds import FOR_PEOPLE

NAME = "Standard start workflow"
ORIGIN = Origin(name=NAME)
KINDS = sorted(str(one.value) for one in FOR_PEOPLE)


def stored(exception_queue: int) -> list[dict[str, Any]]:
    """Its rules in the form of any other's."""
    return [
        {
            "name": "Delivery exceptions and complaints",
            "enabled": True,
            "exceptions": True,
            "when": {"kind": "all", "of": [{"kind": "subtype", "values": KINDS}]},
            "then": [{"kind": "queue", "queue": str(exception_queue)}],
        }
    ]


def rules(exception_queue: int | None) -> tuple[Rule, ...]:
    """Ready to run; () where the department has no exception queue."""
    return () if exception_queue is None else compiled(stored(exception_queue), ORIGIN)
