"""The stage that says what a message is: ordinary, or a delivery exception (DE-3, DE-5)."""

from dataclasses import replace

from activities.stages.values import Incoming, Rules
from exceptions.judging import judge


def judged(incoming: Incoming, rules: Rules) -> Incoming:
    return replace(incoming, verdict=judge(incoming.facts, rules.phrases, rules.mode))
