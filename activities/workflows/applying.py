"""What the workflows of an alias decide on new activities is done, in the transaction that files them.

What cannot be done, because a queue was deleted meanwhile, is noted and never stops a message.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from activities.models import Activity, CaseTag, CaseTemplate, Queue
from activities.queues import placing
from activities.stages.values import Incoming
from activities.workflows import answering, outcomes, published, redirecting
from activities.workflows.deciding import decide
from activities.workflows.facts import Facts, facts_of
from activities.workflows.stored import Decided
from activities.workflows.values import Decision
from aliases.finding import Rule
from aliases.models import Alias

Made = Sequence[tuple[Activity, Incoming]]
COLUMNS = [*placing.COLUMNS]


def apply(alias: Alias, made: Made, now: datetime) -> None:
    """Decides once on each, does it, and keeps why."""
    rules = published.rules_for(alias)
    told = [
        (activity, incoming, decision)
        for activity, incoming in made
        if (decision := decide(facts_about(activity, incoming), rules)).trail
    ]
    if not told:
        return
    notes = {activity.pk: _done(activity, decision, now) for activity, _, decision in told}
    Activity.objects.bulk_update([activity for activity, _, _ in told], COLUMNS)
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


def facts_about(activity: Activity, incoming: Incoming) -> Facts:
    size = activity.raw.size if activity.raw else 0
    return facts_of(incoming, size, begins=begins_case(activity))


def begins_case(activity: Activity) -> bool:
    return activity.threading_rule == Rule.NEW


def _done(activity: Activity, decision: Decision, now: datetime) -> list[str]:
    """Case and queue; returns what could not be done."""
    notes = _case(activity, decision)
    if decision.dropped:
        activity.closed_at = now
    elif decision.queue is not None:
        notes += _queue(activity, decision.queue)
    return notes


def _queue(activity: Activity, number: int) -> list[str]:
    """A case that it begins has its later mail in the same queue."""
    queue = Queue.objects.filter(pk=number, department=activity.department_id).first()
    if queue is None:
        return ["The queue of the workflow is not there any more: it waits in the usual one."]
    placing.put(activity, queue.pk, activity.at)
    if begins_case(activity) and not queue.exceptions:
        case: Any = activity.case
        case.queue = queue
        case.save(update_fields=["queue"])
    return []


def _case(activity: Activity, decision: Decision) -> list[str]:
    notes = []
    case: Any = activity.case
    if decision.template is not None and begins_case(activity):
        mine = CaseTemplate.objects.filter(department=activity.department_id)
        template = mine.filter(pk=decision.template).first()
        if template is None:
            notes.append("The case template of the workflow is not there any more.")
        else:
            begin(case, template)
    if decision.priority is not None and case.priority != decision.priority:
        case.priority = decision.priority
        case.save(update_fields=["priority"])
    words = dict.fromkeys(one.lower() for one in decision.tags)
    tags = [CaseTag(case=case, word=word) for word in words]
    CaseTag.objects.bulk_create(tags, ignore_conflicts=True)
    return notes


def begin(case: Any, template: CaseTemplate) -> None:
    for name in ("queue", "status", "impact", "urgency", "stream", "owner_group", "priority"):
        setattr(case, name, getattr(template, name))
    case.template = template
    case.save()
