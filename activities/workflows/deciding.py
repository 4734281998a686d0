"""What becomes of a message by the rules of its alias: pure, and the same for trying as for mail."""

from collections.abc import Iterable
from dataclasses import replace

from activities.workflows.facts import Facts
from activities.workflows.values import Decision, Fired, Rule


def decide(facts: Facts, rules: Iterable[Rule]) -> Decision:
    """Asks the rules in their order; each that holds adds to the decision.

    A later rule replaces queue, priority, template and acknowledgement of an earlier one; tags and
    redirections add up. After a rule that stops, or drops the message, none is asked.
    """
    decision = Decision()
    for rule in rules:
        if facts.exception and not rule.exceptions:
            continue
        if why := rule.test(facts):
            decision = _taken(decision, rule, why)
            if decision.stopped or decision.dropped:
                break
    return decision


def _taken(decision: Decision, rule: Rule, why: str) -> Decision:
    for step in rule.steps:
        decision = step(decision)
    fired = Fired(rule.origin, rule.number, rule.name, why, rule.did)
    return replace(decision, trail=(*decision.trail, fired))
