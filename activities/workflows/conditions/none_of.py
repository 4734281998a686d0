"""Holds where none of its conditions does."""

from collections.abc import Sequence

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.conditions.groups import FIELDS

SAID = "none of the excluded conditions holds"


def join(tests: Sequence[Test]) -> Test:
    return lambda facts: "" if any(one(facts) for one in tests) else SAID


CONDITION = Condition("none", "None of these holds", FIELDS, join=join)
