"""Holds where every one of its conditions does."""

from collections.abc import Sequence

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.conditions.groups import FIELDS
from activities.workflows.facts import Facts


def join(tests: Sequence[Test]) -> Test:
    def test(facts: Facts) -> str:
        said = []
        for one in tests:
            words = one(facts)
            if not words:
                return ""
            said.append(words)
        return "; ".join(said)

    return test


CONDITION = Condition("all", "All of these hold", FIELDS, join=join)
