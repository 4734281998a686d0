"""Fills in a new case from a case template."""

from dataclasses import replace

from activities.workflows.actions.action import Action, Names, named
from activities.workflows.forms import Field, Values
from activities.workflows.values import Step


def make(values: Values) -> Step:
    return lambda decision: replace(decision, template=int(values["template"]))


def words(values: Values, names: Names) -> str:
    return f"case template {named(names, 'templates', values['template'])}"


FIELDS = (Field("template", "Case template", "choice", source="templates"),)
ACTION = Action("template", "Use the case template (new cases)", FIELDS, make, words)
