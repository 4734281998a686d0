"""Case and queue of a new activity, as workflows decided. In the transaction that files it."""

from datetime import datetime
from typing import Any

from activities.cases import setting, statuses, templating
from activities.cases.values import UNDECIDED
from activities.models import Activity, CaseTemplate, Queue
from activities.queues import placing
from activities.workflows.values import Decision
from aliases.finding import Rule

NO_QUEUE = "The queue of the workflow is not there any more: it waits in the usual one."
NO_TEMPLATE = "The case template of the workflow is not there any more."


def begins_case(activity: Activity) -> bool:
    """Whether the message opened the case that it is in."""
    return activity.threading_rule == Rule.NEW


def place(activity: Activity, decision: Decision, now: datetime) -> list[str]:
    """The case is saved, the activity's ``COLUMNS`` are not; returns what could not be done."""
    notes = _begin(activity, decision)
    _set_priority(activity, decision)
    if decision.tags:
        setting.tag([activity.case_id], setting.words_of(",".join(decision.tags)))
    if decision.dropped:
        _drop(activity, now)
    elif decision.queue is not None:
        notes += _queue(activity, decision.queue, decision)
    activity.priority = activity.case.priority or UNDECIDED
    return notes


def _begin(activity: Activity, decision: Decision) -> list[str]:
    """A new case gets what the template says, and its mail waits in the template's queue."""
    if decision.template is None or not begins_case(activity):
        return []
    rows = CaseTemplate.objects.filter(department=activity.department_id, pk=decision.template)
    template = rows.select_related("department").first()
    if template is None:
        return [NO_TEMPLATE]
    values = templating.columns(template, template.department.partition_id)
    _change(activity, decision, **values)
    placing.put(activity, template.queue_id, activity.at)
    return []


def _set_priority(activity: Activity, decision: Decision) -> None:
    if decision.priority not in (None, activity.case.priority):
        _change(activity, decision, priority=decision.priority)
        setting.move_up(activity.case)


def _queue(activity: Activity, number: int, decision: Decision) -> list[str]:
    """Later mail of a case that it begins waits there, too; the owner of a case has its mail."""
    if activity.queue_id == number:
        return []
    queue = Queue.objects.filter(pk=number, department=activity.department_id).first()
    if queue is None:
        return [NO_QUEUE]
    placing.put(activity, queue.pk, activity.at)
    if queue.exceptions:
        return []
    if begins_case(activity):
        _change(activity, decision, queue_id=queue.pk)
    activity.queue = queue
    placing.to_owners([activity])
    return []


def _drop(activity: Activity, now: datetime) -> None:
    activity.queue, activity.queued_at, activity.closed_at = None, None, now
    activity.taken_by, activity.taken_at = None, None
    if begins_case(activity):
        statuses.close([activity.case_id], "A workflow dropped its only message.")


def _change(activity: Activity, decision: Decision, **values: Any) -> None:
    case: Any = activity.case
    for name, value in values.items():
        setattr(case, name, value)
    last = decision.trail[-1]
    case._change_reason = f"{last.origin.name}: {last.rule}"[:100]
    case.save()
