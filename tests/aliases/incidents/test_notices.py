"""Who is told of what, and how often (P22): decided without any server."""

from datetime import timedelta

import pytest

from aliases.incidents import notices, opening
from aliases.incidents.models import Incident, Maintenance
from aliases.incidents.monitors import Monitor
from aliases.incidents.notices import Notice, State
from departments.models import Department, Partition
from tests.aliases.incidents.conftest import DAY, person

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def told() -> list[tuple[str, str]]:
    return [(one.occasion, one.target) for one in Notice.objects.order_by("pk")]


def all_sent(now) -> None:
    Notice.objects.queued().update(state=State.SENT, sent_at=now)


def test_two_hundred_failing_runs_open_once_remind_daily_and_end_once(telling, fails, sick, now):
    for run in range(200):
        later = now + run * HOUR
        fails(later)
        notices.remind(later)
        all_sent(later)
    end = now + 200 * HOUR
    opening.good_run(sick.pk, "retrieve", end)
    opening.good_run(sick.pk, "retrieve", end + HOUR)
    opening.good_run(sick.pk, "retrieve", end + HOUR)
    occasions = [occasion for occasion, _ in told()]
    assert (occasions[0], occasions[-1]) == ("opened", "ended")
    assert occasions[1:-1] == ["reminder"] * (199 // 24)
    assert Incident.objects.get().times == 200


@pytest.mark.parametrize("change", ["acknowledged", "snoozed"])
def test_what_was_put_aside_is_not_reminded_of(telling, fails, now, change):
    incident = fails(now)
    if change == "acknowledged":
        incident.acknowledged_at = now
    else:
        incident.snoozed_until = now + 3 * DAY
    incident.save()
    notices.remind(now + 2 * DAY)
    assert told() == [("opened", "duty@lab.test")]


def test_a_snooze_that_is_over_is_followed_by_a_reminder(telling, fails, now):
    incident = fails(now)
    Incident.objects.filter(pk=incident.pk).update(snoozed_until=now + 3 * DAY)
    notices.remind(now + 3 * DAY)
    notices.remind(now + 3 * DAY + HOUR)
    assert [occasion for occasion, _ in told()] == ["opened", "reminder"]


def test_the_end_is_told_only_to_those_who_know_of_the_beginning(telling, fails, now):
    incident = fails(now)
    Monitor.objects.update(addresses="duty@lab.test\nlate@lab.test")
    all_sent(now)
    opening.end(incident, now + HOUR)
    assert told()[1:] == [("ended", "duty@lab.test")]


def test_an_incident_that_ends_before_anybody_was_told_tells_nobody(telling, fails, now):
    opening.end(fails(now), now + HOUR)
    assert [(one.occasion, one.state) for one in Notice.objects.all()] == [("opened", "cancelled")]


def test_nobody_hears_of_the_end_whom_the_beginning_did_not_reach(telling, fails, now):
    incident = fails(now)
    Notice.objects.update(leased_until=now + HOUR)
    opening.end(incident, now)
    assert not Notice.objects.tellable(now).exists()
    Notice.objects.filter(occasion="opened").update(state=State.FAILED)
    notices.cancel_late(now)
    assert Notice.objects.get(occasion="ended").state == State.CANCELLED


def test_a_maintenance_window_opens_nothing_until_it_is_over(telling, fails, sick, now):
    Maintenance.objects.create(alias=sick, begins=now, ends=now + HOUR)
    assert fails(now) is None
    assert fails(now + HOUR / 2) is None
    assert fails(now + HOUR).open
    assert len(told()) == 1


def test_nobody_is_reminded_in_a_maintenance_window(telling, fails, sick, now):
    fails(now)
    Maintenance.objects.create(host=sick.incoming_host, begins=now + DAY, ends=now + DAY + HOUR)
    notices.remind(now + DAY)
    assert len(told()) == 1
    notices.remind(now + DAY + HOUR)
    assert len(told()) == 2


def test_the_nearest_monitor_tells_and_no_other(root: Department, telling, make_alias, fails, now):
    sales = Department.objects.create(partition=root.partition, parent=root, name="sales")
    below = Department.objects.create(partition=root.partition, parent=sales, name="below")
    Monitor.objects.create(department=sales, addresses="sales@lab.test")
    fails(now, make_alias(department=below))
    assert told() == [("opened", "sales@lab.test")]


def test_a_monitor_that_is_switched_off_keeps_silent_for_its_department(telling, fails, now):
    Monitor.objects.update(enabled=False)
    assert fails(now).open
    assert told() == []


def test_without_a_monitor_the_console_alone_shows_the_incident(fails, now):
    assert fails(now).open
    assert told() == []


def test_people_who_may_not_see_the_department_are_not_told(root, telling, fails, now):
    other = Department.objects.create(partition=root.partition, parent=root, name="other")
    inside, outside = person("in", root, "in@lab.test"), person("out", other, "out@lab.test")
    gone = person("gone", root, "gone@lab.test")
    telling.people.set([inside, outside, gone])
    gone.is_active = False
    gone.save()
    fails(now)
    assert told() == [("opened", "in@lab.test"), ("opened", "duty@lab.test")]


def test_for_a_person_without_address_the_partitions_default_to_is_told(root, telling, fails, now):
    telling.people.set([person("mute", root)])
    root.partition.default_to = "office@lab.test"
    root.partition.save()
    fails(now)
    assert told()[0] == ("opened", "office@lab.test")


def test_a_person_who_cannot_be_reached_is_shown_with_the_reason(root, telling, fails, now):
    telling.people.set([person("mute", root)])
    fails(now)
    notice = Notice.objects.get(target="mute")
    assert (notice.state, "no email address" in notice.error) == (State.FAILED, True)


def test_the_installations_incidents_are_told_to_the_roots(root, telling, now):
    other = Partition.objects.create(name="Other")
    second = Department.objects.create(partition=other, name="Other")
    below = Department.objects.create(partition=other, parent=second, name="below")
    Monitor.objects.create(department=second, addresses="DUTY@lab.test two@lab.test")
    Monitor.objects.create(department=below, addresses="below@lab.test")
    opening.report(opening.Trouble(opening.Kind.NODE, "node 1", "It is gone."), now)
    assert [target for _, target in told()] == ["duty@lab.test", "two@lab.test"]
