"""What the workflows of an alias decide on new activities is done, in the transaction that files them.

What cannot be done, because a queue was deleted meanwhile, is noted and never stops a message.
"""

from collections.abc import Sequence
from datetime import datetime

from activities.models import Activity
from activities.queues import placing as queues
from activities.stages.values import Incoming
from activities.workflows import answering, outcomes, placing, published, redirecting, standard
from activities.workflows.deciding import decide
from activities.workflows.facts import Facts, facts_of
from activities.workflows.stored import Decided
from aliases.models import Alias

Made = Sequence[tuple[Activity, Incoming]]


def apply(alias: Alias, made: Made, now: datetime) -> None:
    """Decides once on each, does it, and keeps why."""
    rules = published.rules_for(alias)
    # Where nobody has made rules, only the standard ones would be asked.
    own = any(one.origin.workflow for one in rules)
    told = [
        (activity, incoming, decision)
        for activity, incoming in made
        if concerns(alias, activity)
        and (own or incoming.verdict.kind in standard.KINDS)
        and (decision := decide(facts_about(activity, incoming), rules)).trail
    ]
    if not told:
        return
    before = {one.pk: queues.columns(one) for one, _, _ in told}
    notes = {one.pk: placing.place(one, decision, now) for one, _, decision in told}
    # The standard rules mostly leave a bounce where it waits already.
    if moved := [one for one, _, _ in told if queues.columns(one) != before[one.pk]]:
        Activity.objects.bulk_update(moved, queues.COLUMNS)
    for activity, incoming, decision in told:
        notes[activity.pk] += answering.answer(alias, activity, incoming, decision, now=now)
        notes[activity.pk] += redirecting.redirect(alias, activity, incoming, decision)
    Decided.objects.bulk_create(
        Decided(
            activity=activity,
            at=now,
            dropped=decision.dropped,
            outcome=outcomes.outcome(decision),
            trail=outcomes.trail(decision.trail),
            notes="\n".join(notes[activity.pk]),
        )
        for activity, _, decision in told
    )


def concerns(alias: Alias, activity: Activity) -> bool:
    """Mail of a case that went to another department is not decided by the department it left."""
    return activity.department_id == alias.department_id


def facts_about(activity: Activity, incoming: Incoming) -> Facts:
    size = activity.raw.size if activity.raw else 0
    return facts_of(incoming, size, begins=placing.begins_case(activity))
