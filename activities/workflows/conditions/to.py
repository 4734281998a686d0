"""Who stands in To: by display name, address, or both together."""

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.conditions.texts import PEOPLE_FIELDS, on_people
from activities.workflows.forms import Values


def make(values: Values) -> Test:
    return on_people("To", values, lambda facts: facts.to)


CONDITION = Condition("to", "To", PEOPLE_FIELDS, make)
