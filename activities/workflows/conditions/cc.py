"""Who stands in CC: by display name, address, or both together."""

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.conditions.texts import PEOPLE_FIELDS, on_people
from activities.workflows.forms import Values


def make(values: Values) -> Test:
    return on_people("CC", values, lambda facts: facts.cc)


CONDITION = Condition("cc", "CC", PEOPLE_FIELDS, make)
