"""How large the message is, as it was received."""

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.facts import Facts
from activities.workflows.forms import Field, Values

KILOBYTE = 1024
FIELDS = (
    Field("operator", "Comparison", "choice", (("over", "is over"), ("under", "is under"))),
    Field("kilobytes", "Kilobytes", "number", least=1, most=1_000_000),
)


def make(values: Values) -> Test:
    limit = values["kilobytes"] * KILOBYTE
    over = values["operator"] == "over"
    said = f"Size is {values['operator']} {values['kilobytes']:,} KB"

    def test(facts: Facts) -> str:
        return said if (facts.size > limit if over else facts.size < limit) else ""

    return test


CONDITION = Condition("size", "Size", FIELDS, make)
