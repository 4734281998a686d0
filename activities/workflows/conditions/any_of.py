"""Holds where one of its conditions does; the first that holds gives the words."""

from collections.abc import Sequence

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.conditions.groups import FIELDS
from activities.workflows.facts import Facts


def join(tests: Sequence[Test]) -> Test:
    def test(facts: Facts) -> str:
        for one in tests:
            if words := one(facts):
                return words
        return ""

    return test


CONDITION = Condition("any", "One of these holds", FIELDS, join=join)
