"""What kind of delivery exception it is (DE-3), or ordinary mail."""

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.forms import Field, Values
from exceptions.kinds import ORDINARY, ExceptionKind, words_of

CHOICES = (("ordinary", ORDINARY), *((str(one.value), str(one.label)) for one in ExceptionKind))


def make(values: Values) -> Test:
    wanted = frozenset(values["values"])
    return lambda facts: f"Subtype: {words_of(facts.subtype)}" if facts.subtype in wanted else ""


CONDITION = Condition(
    "subtype", "Exception subtype", (Field("values", "Kinds", "several", CHOICES),), make
)
