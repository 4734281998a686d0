"""Finds or makes the case of each message of a batch, in its order; the caller's transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from activities import threading
from activities.cases import templating
from activities.models import Activity, Ancestor, Case
from activities.threads.both import Both
from activities.threads.memory import Memory
from activities.threads.orders import order_for
from activities.threads.stored import Stored, digest
from activities.threads.values import Decision, Facts, person
from aliases.models import Alias
from departments import bulk

log = structlog.get_logger(__name__)
Begun = Callable[[int, str], Mapping[str, Any]]


def _nothing(number: int, rule: str) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a message goes. Numbers below 0 in `decision` are places in the batch: -1 is its first."""

    facts: Facts
    decision: Decision
    case: Case

    def columns(self) -> dict[str, object]:
        """What the activity keeps of it; the parent in the same batch is left to `finish`."""
        parent = self.decision.parent
        return {
            "case": self.case,
            "answers_id": parent if parent and parent > 0 else None,
            "base_subject": self.facts.base_subject,
            "correspondent": person(self.facts.sender)[:320],
            "threading_rule": self.decision.rule,
            "threading_why": self.decision.why,
        }


def place(
    alias: Alias, batch: Sequence[tuple[Facts, datetime]], *, begun: Begun = _nothing
) -> list[Placed]:
    """Decides for each message, with the time it came, and makes the new cases.

    ``begun`` gives the columns of a case by the place of its first message and the rule.
    """
    order = order_for(alias)
    memory = Memory(step=-1)
    known = Both(memory, Stored(alias.department_id, [facts for facts, _ in batch]))
    decided = []
    for facts, at in batch:
        decision = threading.decide(facts, order, known, at)
        entry = memory.add(facts, order, decision, at)
        for words in decision.refused:
            log.warning("Evidence of a case was not taken.", alias=alias.pk, why=words)
        decided.append((facts, decision, entry.case))
    cases = _cases(alias, decided, begun)
    return [Placed(facts, decision, cases[case]) for facts, decision, case in decided]


def _cases(
    alias: Alias, decided: Sequence[tuple[Facts, Decision, int]], begun: Begun
) -> dict[int, Case]:
    blank = Case(department_id=alias.department_id, **templating.columns_by(alias))
    new = {
        case: bulk.like(blank, subject=facts.subject, **begun(number, decision.rule))
        for number, (facts, decision, case) in enumerate(decided)
        if decision.case is None
    }
    bulk.insert(list(new.values()))
    cases = new | _locked({case for _, _, case in decided if case > 0})
    linked = []
    for _, decision, case in decided:
        if decision.case is None and decision.linked_case is not None:
            target = decision.linked_case
            cases[case].linked_to_id = cases[target].pk if target < 0 else target
            linked.append(cases[case])
    if linked:
        Case.objects.bulk_update(linked, ["linked_to"])
    return cases


def _locked(numbers: set[int]) -> dict[int, Case]:
    """Existing cases by number; one that was merged meanwhile is the case it went into."""
    found = Case.objects.select_related("owner").filter(pk__in=numbers)
    rows = found.select_for_update(of=("self",)).order_by("pk")
    cases: dict[int, Case] = {}
    for case in rows:
        now = case
        while now.merged_into:
            now = now.merged_into
        cases[case.pk] = now
    return cases


def finish(placed: Sequence[Placed], activities: Sequence[Activity]) -> None:
    """Once the activities of the batch are stored: their ancestors, and parents among themselves."""
    pairs = list(zip(placed, activities, strict=True))
    ancestors = [
        Ancestor(activity=activity, digest=digest(one))
        for where, activity in pairs
        for one in where.facts.parents
    ]
    bulk.insert(ancestors, numbered=False)
    answering = []
    for where, activity in pairs:
        if (parent := where.decision.parent) is not None and parent < 0:
            activity.answers = activities[-parent - 1]
            answering.append(activity)
    if answering:
        Activity.objects.bulk_update(answering, ["answers"])
