"""Puts the message into a queue."""

from dataclasses import replace

from activities.workflows.actions.action import Action, Names, named
from activities.workflows.forms import Field, Values
from activities.workflows.values import Step


def make(values: Values) -> Step:
    return lambda decision: replace(decision, queue=int(values["queue"]))


def words(values: Values, names: Names) -> str:
    return f"to the queue {named(names, 'queues', values['queue'])}"


FIELDS = (Field("queue", "Queue", "choice", source="queues"),)
ACTION = Action("queue", "Put into the queue", FIELDS, make, words)
