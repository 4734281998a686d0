"""Answers with a text of the department, where anything automatic may answer at all (DE-6)."""

from dataclasses import replace

from activities.workflows.actions.action import Action, Names
from activities.workflows.forms import Field, Values
from activities.workflows.values import Step


def make(values: Values) -> Step:
    return lambda decision: replace(decision, acknowledgement=values["text"])


def words(values: Values, names: Names) -> str:
    return f"acknowledge with “{values['text']}”"


FIELDS = (Field("text", "Text", "choice", source="acknowledgements"),)
ACTION = Action("acknowledge", "Acknowledge with", FIELDS, make, words)
