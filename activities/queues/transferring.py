"""Mail goes to another queue, or to another department with the case it is in (DI-5).

Between departments the activity is seen by the new one alone. A case that goes whole keeps its number;
where some of its mail stays, what goes begins a case there that is linked to the old one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from activities.hooks import telling
from activities.models import Activity, Case, Queue, QueueStep, Recipient
from activities.queues import making, placing, rights, working
from activities.working import CannotWork, Deed
from aliases.finding import Rule
from aliases.models import Alias
from attachments.models import BlockedAttachment
from departments.models import Department, TransferredFrom
from departments.visibility import visible
from exceptions.kinds import FOR_PEOPLE


@dataclass(frozen=True, slots=True)
class Target:
    """A queue, or a department that finds the queue itself; one of the two."""

    queue: Queue | None = None
    department: Department | None = None

    @property
    def home(self) -> Department:
        found = self.queue.department if self.queue else self.department
        assert found is not None  # noqa: S101  # one of the two
        return found

    def queue_for(self, activity: Activity) -> Queue:
        if self.queue is not None:
            return self.queue
        incoming, exceptions = making.of(self.home.pk)
        return exceptions if activity.exception in FOR_PEOPLE else incoming

    def __str__(self) -> str:
        return f"{self.queue} ({self.home})" if self.queue else str(self.home)


def queues_for(user: Any) -> QuerySet[Queue]:
    """Of the person's departments."""
    found = Queue.objects.visible_to(user).select_related("department__partition")
    return found.order_by("department__path", "name")


def departments_for(user: Any, departments: Sequence[int]) -> QuerySet[Department]:
    """By name alone: those of the same partitions that accept transfers and the person does not see."""
    every = Department.objects.select_related("partition")
    if not user.has_perm(rights.TRANSFER):
        return every.none()
    partitions = Department.objects.filter(pk__in=departments).values("partition")
    mine = Department.objects.visible_to(user).values("pk")
    accepting = every.filter(partition__in=partitions, accepts_transfers=True)
    return accepting.exclude(pk__in=mine)


@transaction.atomic
def transfer(chosen: Sequence[Activity], target: Target, deed: Deed) -> int:
    """Returns how many went there. Raises CannotWork where one of them must not; then none goes."""
    found = working.mine(deed.user).filter(pk__in=[one.pk for one in chosen])
    locked = found.select_for_update(of=("self",)).select_related("queue", "department")
    activities = list(locked.order_by("pk"))
    _check(chosen, activities, target, deed.user)
    here = [one for one in activities if one.department_id == target.home.pk]
    _within(here, target, deed)
    _across([one for one in activities if one.department_id != target.home.pk], target, deed)
    return len(activities)


def _check(chosen: Sequence[Activity], found: list[Activity], target: Target, user: Any) -> None:
    missing = {one.pk for one in chosen} - {one.pk for one in found}
    if missing:
        first = next(one for one in chosen if one.pk in missing)
        raise CannotWork(f"“{first}”: {working.obstacle(first, user)}")
    ordinary = [one for one in found if one.exception not in FOR_PEOPLE]
    if ordinary and target.queue is not None and target.queue.exceptions:
        raise CannotWork(f"“{ordinary[0]}” is no exception: choose another queue.")
    across = [one for one in found if one.department_id != target.home.pk]
    if not across:
        return
    if not user.has_perm(rights.TRANSFER):
        raise CannotWork("You may not transfer mail to another department.")
    mine = Department.objects.visible_to(user).filter(pk=target.home.pk)
    if not target.home.accepts_transfers and not mine.exists():
        raise CannotWork("That department accepts no transfers.")
    if any(one.department.partition_id != target.home.partition_id for one in across):
        raise CannotWork(f"{target.home} belongs to another partition.")


def _within(activities: list[Activity], target: Target, deed: Deed) -> None:
    _note(activities, target, deed)
    for one in activities:
        queue = target.queue_for(one)
        placing.route([one], queue, deed.at)
        if one.exception not in FOR_PEOPLE:
            Case.objects.filter(pk=one.case_id).update(queue=queue)


def _across(activities: list[Activity], target: Target, deed: Deed) -> None:
    _note(activities, target, deed)
    for case in Case.objects.select_for_update(of=("self",)).filter(
        pk__in={one.case_id for one in activities}
    ):
        moving = _with_automatic([one for one in activities if one.case_id == case.pk], case)
        there = _case_there(case, moving, target, deed)
        for one in moving:
            one.department, one.case = target.home, there
            if one in activities:
                placing.put(one, target.queue_for(one).pk, deed.at)
                _answered_by(one, target.home)
        columns = [*placing.COLUMNS, "department", "case", "alias", "threading_rule"]
        Activity.objects.bulk_update(moving, [*columns, "threading_why"])
        held = BlockedAttachment.objects.filter(activity__in=moving)
        held.update(department=target.home)
        Recipient.objects.filter(activity__in=moving).update(department=target.home)


def _with_automatic(activities: list[Activity], case: Case) -> list[Activity]:
    """What the system answered to them by itself goes along."""
    answers = Q(answers__in=activities, automatic=True, case=case)
    return [
        *activities,
        *Activity.objects.filter(answers).exclude(pk__in=[one.pk for one in activities]),
    ]


def _case_there(case: Case, moving: list[Activity], target: Target, deed: Deed) -> Case:
    """The case itself where all of its mail goes, else a new one that is linked to it."""
    before, queue = case.department, target.queue_for(moving[0])
    words = f"Transferred from {before} to {target.home}. {deed.words}".strip()
    whole = (
        not Activity.objects.filter(case=case).exclude(pk__in=[one.pk for one in moving]).exists()
    )
    there = case if whole else Case(subject=moving[0].subject, linked_to=case)
    there.priority, there.impact, there.urgency = case.priority, case.impact, case.urgency
    there.department, there.template = target.home, None
    there.owner, there.owner_group = None, None
    there.queue = None if queue.exceptions else queue
    # Answers to what was sent before come to the old address.
    there.came_by = case.came_by or moving[0].alias
    _save(there, words)
    if not whole:
        _save(case, f"{len(moving)} of its activities went to {target.home}. {deed.words}".strip())
        for one in moving:
            one.threading_rule = Rule.HAND
            one.threading_why = f"{words} Before: {one.threading_why}"
    telling.of_changes("transfer", [there] if whole else [case, there])
    return there


def _save(case: Case, words: str) -> None:
    row: Any = case
    row._change_reason = words
    row.save()


def _answered_by(activity: Activity, department: Department) -> None:
    """Takes the new department's default alias where that department wants it and has one."""
    if department.transferred_from != TransferredFrom.DEFAULT:
        return
    own = Alias.objects.active().filter(department=department, is_default=True).first()
    if own is not None:
        activity.alias = own


def _note(activities: list[Activity], target: Target, deed: Deed) -> None:
    for one in activities:
        words = f"From {one.queue} ({one.department}) to {target}."
        working.note([one], deed, QueueStep.What.TRANSFERRED, words)


def seen_after(activities: Sequence[Activity], user: Any) -> bool:
    """Whether the person still sees all of them."""
    rows = Activity.objects.filter(pk__in=[one.pk for one in activities])
    return visible(rows, user, "department").count() == len(activities)
