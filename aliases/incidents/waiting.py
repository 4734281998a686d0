"""Mail that waits too long, or too much of it: an incident of its department (SV-5).

Each department is looked at by itself, by the limits of the nearest monitor.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, F, Min, QuerySet

from aliases.incidents import opening
from aliases.incidents.models import Incident, Kind
from aliases.incidents.monitors import Monitor
from aliases.incidents.opening import Trouble
from departments.models import Department

# A monitor is late by a tick now and then; the next look must not slip by one each time.
SLACK = timedelta(seconds=10)
REMEDY = "Look at the sending list, and at the aliases of the department: does their server answer?"


@dataclass(frozen=True, slots=True)
class Limits:
    """None: without limit. ``longest`` is in minutes."""

    most: int | None
    longest: int | None

    @property
    def any(self) -> bool:
        return self.most is not None or self.longest is not None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many recipients wait, and since when the oldest of them."""

    number: int = 0
    oldest: datetime | None = None


def too_much(waiting: Waiting, limits: Limits, now: datetime) -> str:
    """Why ``waiting`` is trouble, in words; '' where it is none."""
    found = []
    if limits.most is not None and waiting.number > limits.most:
        found.append(f"{waiting.number} messages wait to be sent; {limits.most} may.")
    if limits.longest is not None and waiting.oldest is not None:
        minutes = int((now - waiting.oldest).total_seconds() // 60)
        if minutes > limits.longest:
            found.append(f"The oldest waits for {minutes} minutes; {limits.longest} are allowed.")
    return " ".join(found)


def look(now: datetime) -> None:
    """Takes the looks that are due, and ends what nobody looks at any more."""
    for monitor in Monitor.objects.enabled().filter(next_look_at__lte=now):
        next_at = now + timedelta(minutes=monitor.interval_minutes) - SLACK
        if limits_of(monitor).any and monitor.take_look(now, next_at):
            _look_at(monitor, now)
    for incident in _open().select_related("department"):
        monitor_now = Monitor.objects.nearest(incident.department)
        if monitor_now is None or not monitor_now.enabled or not limits_of(monitor_now).any:
            opening.end(incident, now)


def limits_of(monitor: Monitor) -> Limits:
    return Limits(monitor.most_waiting, monitor.longest_minutes)


def _look_at(monitor: Monitor, now: datetime) -> None:
    departments = departments_of(monitor).select_related("partition")
    known = _counted(departments)
    for department in departments:
        words = too_much(known.get(department.pk, Waiting()), limits_of(monitor), now)
        if words:
            opening.report(
                Trouble(
                    Kind.WAITING,
                    str(department),
                    words,
                    remedy=REMEDY,
                    department_id=department.pk,
                ),
                now,
            )
        else:
            _good_look(department, now)


def departments_of(monitor: Monitor) -> QuerySet[Department]:
    """The departments that the monitor holds for: without those below that have their own."""
    path = monitor.department.path
    found = Department.objects.filter(path__startswith=path)
    others = Monitor.objects.exclude(pk=monitor.pk).filter(department__path__startswith=path)
    for other in others.values_list("department__path", flat=True):
        found = found.exclude(path__startswith=other)
    return found


def _counted(departments: QuerySet[Department]) -> dict[int, Waiting]:
    recipients: Any = apps.get_model("activities", "Recipient").objects
    waiting = recipients.filter(
        alias__department__in=departments.values("pk"), state__in=("queued", "deferred", "sending")
    )
    rows = waiting.values_list("alias__department").order_by("alias__department")
    counted = rows.annotate(number=Count("pk"), oldest=Min("queued_at"))
    return {pk: Waiting(number, oldest) for pk, number, oldest in counted}


def _good_look(department: Department, now: datetime) -> None:
    """The second in a row ends the incident: a number that swings around the limit is one trouble."""
    mine = _open().filter(department=department)
    mine.update(good_runs=F("good_runs") + 1, good_at=now)
    for incident in mine.filter(good_runs__gte=opening.GOOD_RUNS):
        opening.end(incident, now)


def _open() -> QuerySet[Incident]:
    return Incident.objects.open().filter(kind=Kind.WAITING)
