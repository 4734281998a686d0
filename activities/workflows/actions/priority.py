"""Sets the priority of the case; 1 is the highest."""

from dataclasses import replace

from activities.workflows.actions.action import Action, Names
from activities.workflows.forms import Field, Values
from activities.workflows.values import Step


def make(values: Values) -> Step:
    return lambda decision: replace(decision, priority=values["priority"])


def words(values: Values, names: Names) -> str:
    return f"priority {values['priority']}"


FIELDS = (Field("priority", "Priority (1 is the highest)", "number", least=1, most=5),)
ACTION = Action("priority", "Set the priority", FIELDS, make, words)
