"""What type an attachment says it has, such as application/pdf; one is enough."""

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.conditions.texts import TEXT_FIELDS, on_texts
from activities.workflows.forms import Values


def make(values: Values) -> Test:
    return on_texts("Attachment type", values, lambda facts: (one.type for one in facts.files))


CONDITION = Condition("file_type", "Attachment type", TEXT_FIELDS, make)
