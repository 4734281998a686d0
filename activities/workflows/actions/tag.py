"""Puts a tag on the case."""

from dataclasses import replace

from activities.workflows.actions.action import Action, Names
from activities.workflows.errors import Refused
from activities.workflows.forms import Field, Values
from activities.workflows.values import Step

LONGEST = 50


def make(values: Values) -> Step:
    tag = " ".join(values["tag"].split())
    if len(tag) > LONGEST or "," in tag:
        raise Refused("tag", f"One tag of at most {LONGEST} characters, without a comma.")
    return lambda decision: replace(decision, tags=tuple(dict.fromkeys((*decision.tags, tag))))


def words(values: Values, names: Names) -> str:
    return f"tag “{values['tag']}”"


ACTION = Action("tag", "Tag the case", (Field("tag", "Tag"),), make, words)
