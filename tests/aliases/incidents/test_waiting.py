"""Mail that waits too long or is too much, by the limits of the nearest monitor."""

from datetime import timedelta

import pytest

from activities import queueing
from activities.models import Recipient
from aliases.incidents import waiting
from aliases.incidents.models import Incident
from aliases.incidents.monitors import Monitor
from aliases.incidents.notices import Notice
from aliases.incidents.waiting import Limits, Waiting, too_much
from departments.models import Department

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def limited(telling: Monitor) -> Monitor:
    telling.most_waiting, telling.longest_minutes = 2, 30
    telling.save()
    return telling


def wait(alias, number: int) -> None:
    for one in range(number):
        queueing.queue(queueing.Draft("s", "t", [f"c{one}@customers.test"]), alias)


@pytest.mark.parametrize(
    ("number", "minutes", "limits", "words"),
    [
        (3, 0, Limits(2, None), "3 messages wait"),
        (2, 0, Limits(2, None), ""),
        (1, 31, Limits(None, 30), "for 31 minutes"),
        (1, 30, Limits(None, 30), ""),
        (1, 0, Limits(0, None), "1 messages wait"),
        (0, None, Limits(0, 1), ""),
        (9, 99, Limits(None, None), ""),
    ],
)
def test_too_much_is_more_than_the_limit(now, number, minutes, limits, words):
    oldest = None if minutes is None else now - minutes * MINUTE
    found = too_much(Waiting(number, oldest), limits, now)
    assert words in found
    assert bool(words) == bool(found)


def test_too_much_waiting_mail_is_one_incident_until_it_has_gone(limited, make_alias, now):
    wait(make_alias(), 3)
    for look in range(3):
        waiting.look(now + 5 * look * MINUTE)
    incident = Incident.objects.get()
    assert (incident.kind, incident.times, incident.department) == (
        "waiting",
        3,
        limited.department,
    )
    Recipient.objects.update(state="sent")
    waiting.look(now + 15 * MINUTE)
    assert Incident.objects.get().open
    waiting.look(now + 20 * MINUTE)
    assert not Incident.objects.get().open


def test_people_are_told_once_when_it_begins_and_once_when_it_is_over(limited, make_alias, now):
    wait(make_alias(), 3)
    for look in range(3):
        waiting.look(now + 5 * look * MINUTE)
        Notice.objects.update(state="sent", next_try_at=None)
    Recipient.objects.update(state="sent")
    for look in range(3, 6):
        waiting.look(now + 5 * look * MINUTE)
    told = Notice.objects.order_by("target", "pk").values_list("target", "occasion")
    targets = {target for target, _ in told}
    assert targets
    assert list(told) == [(one, what) for one in sorted(targets) for what in ("opened", "ended")]


def test_what_a_person_holds_does_not_count(limited, make_alias, now):
    wait(make_alias(), 3)
    Recipient.objects.update(state="held", next_try_at=None)
    waiting.look(now + 60 * MINUTE)
    assert not Incident.objects.exists()


def test_old_waiting_mail_is_an_incident(limited, make_alias, now):
    wait(make_alias(), 1)
    waiting.look(now + 29 * MINUTE)
    assert not Incident.objects.exists()
    waiting.look(now + 35 * MINUTE)
    assert "oldest waits" in Incident.objects.get().words


def test_it_is_looked_at_as_often_as_the_monitor_says(limited, make_alias, now):
    wait(make_alias(), 3)
    for second in range(0, 600, 15):
        waiting.look(now + timedelta(seconds=second))
    assert Incident.objects.get().times == 2


def test_each_department_is_looked_at_by_itself(limited, root, make_alias, now):
    made = [
        Department.objects.create(partition=root.partition, parent=root, name=name)
        for name in ("full", "own", "calm")
    ]
    Monitor.objects.create(department=made[1], most_waiting=100)
    for department, number in zip(made, (3, 4, 1), strict=True):
        wait(make_alias(department=department), number)
    waiting.look(now)
    assert [one.department for one in Incident.objects.all()] == [made[0]]


def test_without_limits_or_monitor_nothing_stays_open(limited, make_alias, now):
    wait(make_alias(), 3)
    waiting.look(now)
    Monitor.objects.update(enabled=False)
    waiting.look(now + MINUTE)
    assert not Incident.objects.get().open
