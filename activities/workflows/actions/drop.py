"""Lets the message wait nowhere: the activity is kept, closed, and marked as dropped."""

from dataclasses import replace

from activities.workflows.actions.action import Action, Names
from activities.workflows.forms import Values
from activities.workflows.values import Step


def make(values: Values) -> Step:
    return lambda decision: replace(decision, dropped=True)


def words(values: Values, names: Names) -> str:
    return "drop it: kept, closed, in no queue"


ACTION = Action("drop", "Drop (kept and closed, in no queue)", (), make, words)
