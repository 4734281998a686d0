"""Whose case is a message? The order of the rules, and what keeps others out (TH-1 to TH-4).

Pure: it sees values, and asks through `Known`. It stores nothing and sends nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from activities.threads import by_id, by_reference, by_report, by_subject
from activities.threads.values import (
    Answer,
    Decision,
    Entry,
    Facts,
    Found,
    Known,
    Order,
    Passed,
    Question,
    Report,
    person,
)
from aliases import finding

__all__ = ["Decision", "Entry", "Facts", "Known", "Order", "Report", "decide", "rules_of"]

# A mail to more people than that is no conversation: each answer is a matter of its own.
CONVERSATION = 20


def _nothing(question: Question) -> Answer:
    return None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, its words for people, and the function that looks."""

    name: finding.Rule
    find: Callable[[Question], Answer]

    @property
    def words(self) -> str:
        return str(self.name.label)


FINDERS: dict[finding.Rule, Callable[[Question], Answer]] = {
    finding.Rule.REPORT: by_report.find,
    finding.Rule.SUBJECT_ID: by_id.in_subject,
    finding.Rule.REPLY_TO_ID: by_id.in_reply_to,
    finding.Rule.SUBJECT: by_subject.find,
    finding.Rule.REFERENCE: by_reference.known_parent,
    finding.Rule.ANCESTOR: by_reference.shared_ancestor,
    finding.Rule.NEW: _nothing,
}


def rules_of(mode: str) -> tuple[Rule, ...]:
    """The rules of a threading mode, first to last; an unknown mode has the fallback alone."""
    return tuple(Rule(name, FINDERS[name]) for name in finding.order_of(mode))


def decide(facts: Facts, order: Order, known: Known, now: datetime) -> Decision:
    """The first rule that finds a case decides; ``now`` is aware. Raises only what ``known`` does."""
    compared = replace(facts, sender=person(facts.sender))
    question = Question(compared, order, known, now)
    passed: list[str] = []
    for rule in rules_of(order.mode):
        answer = rule.find(question)
        if isinstance(answer, Found):
            return _settled(question, rule.name, answer, passed)
        if isinstance(answer, Passed):
            passed.append(answer.words)
    why = " ".join([*passed, "Nothing in it leads to a mail that is known: a new case."])
    return Decision(finding.Rule.NEW, None, None, None, why, tuple(passed))


def _settled(question: Question, name: finding.Rule, found: Found, passed: list[str]) -> Decision:
    """The case itself, or where something forbids that, a case of the sender's that is linked."""
    entry = found.entry
    obstacle = _obstacle(question, found)
    why = " ".join([*passed, found.words])
    if not obstacle:
        return Decision(name, entry.case, entry.activity, None, why, tuple(passed))
    order = question.order
    own = question.known.branch(entry.case, question.facts.sender, department=order.department)
    if own:
        why += f" {obstacle} It joins the linked case of the same person."
        return Decision(name, own.case, entry.activity, None, why, tuple(passed))
    why += f" {obstacle} It begins a linked case."
    return Decision(name, None, entry.activity, entry.case, why, tuple(passed))


def _obstacle(question: Question, found: Found) -> str:
    """Why the message must not join the case that was found; '' where it may."""
    entry, facts, order = found.entry, question.facts, question.order
    if entry.department != order.department and entry.came_by != order.alias:
        return "That case belongs to another department."
    if found.certain:
        return ""
    if entry.outbound and facts.sender in entry.hidden:
        return "That mail went to people who do not see one another."
    if entry.outbound and len(entry.visible | entry.hidden) > CONVERSATION:
        return f"That mail went to more than {CONVERSATION} people."
    if not order.strangers and not question.known.takes_part(entry.case, facts.sender):
        return "Its sender takes no part in that case."
    return ""
