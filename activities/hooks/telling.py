"""Events are written down here, in the transaction of what they tell: so none is lost or made up."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from activities.hooks.models import WANTS, Hook, HookEvent, Kind, new_key
from departments.models import Department

Facts = dict[str, Any]
# What a webhook is told of a row; the second argument is whether subject and addresses are told.
Teller = Callable[[Any, bool], Facts]


def of_activities(activities: Sequence[Any]) -> None:
    """New activities; those that are exceptions are told as such as well."""
    _tell(Kind.ACTIVITY, activities, about_activity)
    of_exceptions([one for one in activities if one.exception and one.exception_open])


def of_exceptions(activities: Sequence[Any]) -> None:
    """What came into the exception queue."""
    _tell(Kind.EXCEPTION, activities, about_activity)


def of_cases(kind: str, cases: Iterable[Any], target: Any) -> None:
    """``kind`` is split or merge; ``cases`` took part, ``target`` is where the activities are now."""
    numbers = [case.pk for case in cases]

    def about(case: Any, with_people: bool) -> Facts:
        facts: Facts = {"change": kind, "case": case.pk, "cases": numbers}
        return facts | ({"subject": case.subject} if with_people else {})

    _tell(Kind.CASE, [target], about)


def of_changes(change: str, cases: Sequence[Any]) -> None:
    """``change`` is status, settings or transfer: what the cases say beside their mail."""

    def about(case: Any, with_people: bool) -> Facts:
        facts: Facts = {
            "change": change,
            "case": case.pk,
            "cases": [case.pk],
            "status": str(case.status),
            "priority": case.priority,
            "queue": case.queue_id,
            "owner": case.owner_id,
        }
        return facts | ({"subject": case.subject} if with_people else {})

    _tell(Kind.CASE, cases, about)


def about_activity(activity: Any, with_people: bool) -> Facts:
    facts: Facts = {
        "activity": activity.pk,
        "case": activity.case_id,
        "alias": activity.alias_id,
        "direction": str(activity.direction),
        "answers": activity.answers_id,
        "automatic": activity.automatic,
        "exception": str(activity.exception),
        "received": activity.at.isoformat(),
    }
    if with_people:
        facts |= {"subject": activity.subject, "from": activity.sender, "to": activity.to}
    return facts


def _tell(kind: Kind, rows: Sequence[Any], about: Teller) -> None:
    if not rows or not Hook.objects.filter(enabled=True, **{WANTS[kind]: True}).exists():
        return
    now = timezone.now()
    wanted = {one.department_id for one in rows}
    paths = Department.objects.filter(pk__in=wanted).values_list("pk", "path")
    hooks = {pk: list(Hook.objects.wanting(kind, path)) for pk, path in paths}
    HookEvent.objects.bulk_create(
        event(hook, kind, about(row, hook.with_people) | {"department": row.department_id}, now)
        for row in rows
        for hook in hooks[row.department_id]
    )


def event(hook: Hook, kind: Kind, facts: Facts, now: datetime) -> HookEvent:
    """An event to be told, unsaved."""
    key = new_key()
    content = {"id": key, "kind": kind.value, "at": now.isoformat()} | facts
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return HookEvent(
        hook=hook, key=key, kind=kind, at=now, body=body, next_try_at=now, queued_at=now
    )
