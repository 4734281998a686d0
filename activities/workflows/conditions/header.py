"""What a field of the header says, by the name of the field."""

import re

from activities.workflows.conditions.condition import Condition, Test
from activities.workflows.conditions.texts import TEXT_FIELDS, on_texts
from activities.workflows.errors import Refused
from activities.workflows.forms import Field, Values

# RFC 5322 section 3.6.8
NAME = re.compile(r"[!-9;-~]{1,100}")


def make(values: Values) -> Test:
    name = values["name"].strip().rstrip(":").lower()
    if not NAME.fullmatch(name):
        raise Refused("name", "Type the name of a field, such as X-Priority.")
    return on_texts(values["name"].strip(), values, lambda facts: facts.headers.get(name, ()))


CONDITION = Condition("header", "Header", (Field("name", "Field"), *TEXT_FIELDS), make)
