"""Asks no later rule."""

from dataclasses import replace

from activities.workflows.actions.action import Action, Names
from activities.workflows.forms import Values
from activities.workflows.values import Step


def make(values: Values) -> Step:
    return lambda decision: replace(decision, stopped=True)


def words(values: Values, names: Names) -> str:
    return "stop"


ACTION = Action("stop", "Stop: ask no later rule", (), make, words)
