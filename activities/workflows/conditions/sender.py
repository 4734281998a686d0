"""Who stands in From: by display name, address, or both together."""

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.conditions.texts import PEOPLE_FIELDS, on_people
from activities.workflows.forms import Values


def make(values: Values) -> Test:
    return on_people("From", values, lambda facts: facts.sender)


CONDITION = Condition("from", "From", PEOPLE_FIELDS, make)
