"""What the decoded subject says."""

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.conditions.texts import TEXT_FIELDS, on_texts
from activities.workflows.forms import Values


def make(values: Values) -> Test:
    return on_texts("Subject", values, lambda facts: (facts.subject,))


CONDITION = Condition("subject", "Subject", TEXT_FIELDS, make)
