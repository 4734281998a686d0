"""Tries workflows on messages without effect: by the code that files mail, and without a write."""

from collections.abc import Sequence
from dataclasses import dataclass

from activities import filing
from activities.models import Activity, Direction
from activities.stages.order import take_in
from activities.workflows import applying, outcomes, placing, published
from activities.workflows.compiling import compiled
from activities.workflows.deciding import decide
from activities.workflows.facts import facts_of
from activities.workflows.forms import Values
from activities.workflows.outcomes import NOTHING, Outcome
from activities.workflows.stored import Workflow
from activities.workflows.values import Decision, Origin, Rule
from aliases.models import Alias
from departments.masking.service import for_department
from exceptions.rules import rules_for
from wire.parse import Unparseable

NO_DECISION = Decision()
ELSEWHERE = "Its case is in another department: this one's workflows are not asked."
GONE = "The message as it was received is not kept any more."


@dataclass(frozen=True, slots=True)
class Tried:
    """What would be decided, and what was; ``error`` says why a message could not be tried."""

    decision: Decision = NO_DECISION
    happened: Outcome | None = None
    error: str = ""

    @property
    def differs(self) -> bool:
        """Whether something else would become of it than did."""
        would = outcomes.outcome(self.decision)
        return not self.error and self.happened is not None and would != self.happened


class Trial:
    """The rules of an alias, with those of one workflow as they are tried."""

    def __init__(self, alias: Alias, rules: Sequence[Rule]) -> None:
        self.alias, self.rules = alias, rules
        self.judged = rules_for(alias.department)
        self.masks = for_department(alias.department_id, "inbound")

    def on(self, content: bytes, happened: Outcome | None = None, *, begins: bool = True) -> Tried:
        """A message as it was received; ``begins``: whether it begins a case."""
        try:
            incoming = filing.covered(take_in(content, self.judged), self.masks)
        except Unparseable as trouble:
            return Tried(happened=happened, error=trouble.reason)
        facts = facts_of(incoming, len(content), begins=begins)
        return Tried(decide(facts, self.rules), happened)

    def on_activity(self, activity: Activity) -> Tried:
        """A message that was filed, beside what was decided then."""
        if not applying.concerns(self.alias, activity):
            return Tried(error=ELSEWHERE)
        decided = getattr(activity, "decided", None)
        happened = {**NOTHING, **(decided.outcome if decided is not None else {})}
        content = activity.raw.content() if activity.raw is not None else b""
        # An empty message is a message; one whose time is over has its size still.
        if activity.raw is None or (activity.raw.size and not content):
            return Tried(happened=happened, error=GONE)
        return self.on(content, happened, begins=placing.begins_case(activity))


def trial(alias: Alias, workflow: Workflow, rules: Sequence[Values]) -> Trial:
    """With ``rules`` in the workflow's place. They are right: `checking` has been asked."""
    origin = Origin(workflow.pk, workflow.name, 0)
    before, after = published.before(alias, workflow), published.after(alias, workflow)
    return Trial(alias, (*before, *compiled(rules, origin), *after))


def latest(alias: Alias, number: int) -> list[int]:
    """The last activities that came in by the alias, newest first."""
    came = Activity.objects.filter(alias=alias, direction=Direction.INBOUND)
    return list(came.order_by("-pk").values_list("pk", flat=True)[:number])
