"""People who work on queues, and what they do."""

from datetime import timedelta

from django.utils import timezone

from activities.models import Activity
from activities.working import Deed
from departments.models import Department, User
from tests.mailcenter.people import staff

MAY = "work_queue view_queue view_queuedactivity view_activity"


def worker(name: str, *departments: Department, more: str = "") -> User:
    return staff(name, *departments, may=f"{MAY} {more}")


def by(user: User, words: str = "") -> Deed:
    return Deed(user, words, timezone.now())


def waits(activity: Activity, *, minutes: int, priority: int = 3) -> None:
    since = timezone.now() - timedelta(minutes=minutes)
    Activity.objects.filter(pk=activity.pk).update(queued_at=since, priority=priority)
