"""What the text says; of a message in HTML alone, the text that was made of it."""

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.conditions.texts import TEXT_FIELDS, on_texts
from activities.workflows.forms import Values


def make(values: Values) -> Test:
    # What it says is not repeated: it stands in the message, and may be long.
    return on_texts("Text", values, lambda facts: (facts.body,), quote=False)


CONDITION = Condition("body", "Text", TEXT_FIELDS, make)
