"""What an attachment is called; one is enough."""

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.conditions.texts import TEXT_FIELDS, on_texts
from activities.workflows.forms import Values


def make(values: Values) -> Test:
    return on_texts("Attachment name", values, lambda facts: (one.name for one in facts.files))


CONDITION = Condition("file_name", "Attachment name", TEXT_FIELDS, make)
