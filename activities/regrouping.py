"""Cases split and merged by people: what would happen, and doing it. Mail itself is not changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from activities.hooks import telling
from activities.models import Activity, Case
from aliases.finding import Rule
from departments.visibility import visible


class CannotRegroup(Exception):
    """The words say why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``moving`` go to ``target``, or to a new case where that is None.

    ``cases`` are all that take part; ``trouble`` says why it cannot be done, '' where it can.
    """

    kind: str
    cases: tuple[Case, ...]
    moving: tuple[Activity, ...]
    target: Case | None = None
    trouble: str = ""

    @property
    def where(self) -> str:
        return str(self.target) if self.target else "a new case, linked to this one"


def split(chosen: QuerySet[Activity], user: Any) -> Plan:
    """The chosen activities leave their case for a new one."""
    moving = tuple(chosen.select_related("case__department__partition").order_by("pk"))
    cases = _cases_of(moving)
    plan = Plan("split", cases, moving)
    if len(cases) != 1:
        return replace(plan, trouble="Choose activities of one case: they leave it together.")
    if cases[0].activities.count() == len(moving):
        return replace(plan, trouble="This is all the case has: leave at least one activity in it.")
    return _checked(plan, user)


def merge(chosen: QuerySet[Activity], user: Any) -> Plan:
    """The cases of the chosen activities become one, the oldest of them."""
    cases = _cases_of(tuple(chosen.select_related("case__department__partition")))
    if len(cases) < 2:
        return Plan("merge", cases, (), trouble="Choose activities of two cases at least.")
    moving = Activity.objects.filter(case__in=cases[1:]).order_by("pk")
    return _checked(Plan("merge", cases, tuple(moving), target=cases[0]), user)


def _cases_of(activities: Sequence[Activity]) -> tuple[Case, ...]:
    found = {one.case_id: one.case for one in activities}
    return tuple(found[number] for number in sorted(found))


def _checked(plan: Plan, user: Any) -> Plan:
    if len({case.department_id for case in plan.cases}) > 1:
        return replace(plan, trouble="These cases belong to different departments.")
    every = Activity.objects.filter(case__in=plan.cases)
    if every.count() != visible(every, user, "department").count():
        return replace(plan, trouble="Some of their mail belongs to a department you do not see.")
    return plan


@transaction.atomic
def carry_out(plan: Plan, *, user: Any, reason: str) -> Case:
    """Moves the activities, and writes down who did it and why. Returns where they are now.

    Raises CannotRegroup where the plan has a trouble, or the cases have changed meanwhile.
    """
    locked = Case.objects.select_for_update().filter(pk__in=[case.pk for case in plan.cases])
    if any(case.merged_into_id for case in locked.order_by("pk")):
        raise CannotRegroup("One of these cases was merged meanwhile: look at them again.")
    if plan.trouble:
        raise CannotRegroup(plan.trouble)
    target = plan.target or _new_case(plan, reason)
    if plan.kind == "split":
        # By what was seen: what came in meanwhile stays where it is.
        rows = Activity.objects.filter(pk__in=[one.pk for one in plan.moving], case=plan.cases[0])
        if rows.count() != len(plan.moving):
            raise CannotRegroup("Some of these have left the case meanwhile: look at it again.")
    else:
        rows = Activity.objects.filter(case__in=plan.cases[1:])
    words = f"{user} decided ({plan.kind}). {reason}".strip()
    rows.update(
        case=target,
        threading_rule=Rule.HAND,
        threading_why=Concat(Value(f"{words} Before: "), "threading_why"),
    )
    _write_down(plan, target, reason)
    telling.of_cases(plan.kind, plan.cases, target)
    return target


def _new_case(plan: Plan, reason: str) -> Case:
    old, first = plan.cases[0], plan.moving[0]
    case = Case(
        department_id=old.department_id,
        subject=first.subject,
        linked_to=old,
        person_id=first.person_id or old.person_id,
        logging_analyst_id=old.logging_analyst_id,
    )
    _save(case, f"Split from {old}.", reason)
    return case


def _write_down(plan: Plan, target: Case, reason: str) -> None:
    if plan.kind == "split":
        _save(
            plan.cases[0],
            f"{len(plan.moving)} of its activities were split off to {target}.",
            reason,
        )
        return
    others = plan.cases[1:]
    for case in others:
        case.merged_into, case.linked_to = target, None
        _save(case, f"Merged into {target}.", reason)
    Case.objects.filter(linked_to__in=others).exclude(pk=target.pk).update(linked_to=target)
    if target.linked_to in others:
        target.linked_to = None
    _save(target, f"{', '.join(map(str, others))} merged into it.", reason)


def _save(case: Case, words: str, reason: str) -> None:
    row: Any = case
    row._change_reason = f"{words} {reason}".strip()
    case.save()
