"""How many attachments there are."""

import operator

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.forms import Field, Values

COMPARISONS = {"is": operator.eq, "over": operator.gt, "under": operator.lt}
FIELDS = (
    Field(
        "operator",
        "Comparison",
        "choice",
        (("is", "is"), ("over", "is over"), ("under", "is under")),
    ),
    Field("number", "Number", "number", least=0, most=1000),
)


def make(values: Values) -> Test:
    compare, wanted = COMPARISONS[values["operator"]], values["number"]
    word = "" if values["operator"] == "is" else f"{values['operator']} "
    said = f"Number of attachments is {word}{wanted}"
    return lambda facts: said if compare(len(facts.files), wanted) else ""


CONDITION = Condition("file_count", "Number of attachments", FIELDS, make)
