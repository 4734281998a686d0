"""Whether the message begins a case, or belongs to one that is known already."""

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.forms import Field, Values

CHOICES = (("new", "begins a case"), ("known", "belongs to a case that was begun before"))


def make(values: Values) -> Test:
    wanted, said = values["case"] == "new", dict(CHOICES)[values["case"]]
    return lambda facts: f"It {said}" if facts.begins is wanted else ""


CONDITION = Condition("case", "Case", (Field("case", "Case", "choice", CHOICES),), make)
