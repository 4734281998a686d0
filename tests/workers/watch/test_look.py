"""The watchdog: what it opens, what it ends, and that two never look at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aliases.incidents.models import Incident, Kind, Maintenance
from aliases.instances import ServiceInstance
from aliases.jobs import Job
from workers.models import Heartbeat, Node
from workers.watch import look
from workers.watch.processes import MISSING

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def healthy(make_alias, now):
    """An alias, a node that serves it, and a scheduler that ticks; the watchdog is long awake."""
    alias = make_alias()
    Heartbeat.objects.create(name=Heartbeat.SCHEDULER, at=now)
    Heartbeat.objects.create(name=Heartbeat.TICK, at=now)
    Heartbeat.objects.create(name=look.AWAKE, at=now - 60 * MINUTE)
    Heartbeat.objects.create(name=look.NAME, at=now - MINUTE)
    Node.objects.create(
        name="node@host",
        host="host",
        pid=1,
        queues="retrieve dispatch tick",
        concurrency=2,
        started_at=now - 60 * MINUTE,
        seen_at=now,
    )
    Job.objects.filter(direction="retrieve").update(last_success_at=now, next_due_at=now)
    return alias


def kinds() -> set[str]:
    return set(Incident.objects.open().values_list("kind", flat=True))


def test_nothing_is_opened_where_all_is_well(healthy, now) -> None:
    assert look.look(now)
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("kind", "breaks", "mends"),
    [
        (Kind.SCHEDULER, (Heartbeat, {"at": -2 * MISSING}), {"at": timedelta(0)}),
        (Kind.NODE, (Node, {"seen_at": -2 * MISSING}), {"seen_at": timedelta(0)}),
        (Kind.CLOCK, (Node, {"clock_offset": 60.0}), {"clock_offset": 0.2}),
        (Kind.LAG, (Job, {"next_due_at": -10 * MINUTE}), {"next_due_at": timedelta(0)}),
    ],
)
def test_what_breaks_is_told_once_and_its_end_once(healthy, now, kind, breaks, mends) -> None:
    model, values = breaks
    rows = rows_of(model)
    rows.update(**_at(now, values))
    for _ in range(3):
        look.look(now)
    assert kind in kinds()
    rows.update(**_at(now, mends))
    look.look(now)
    look.look(now)
    assert kinds() == set()
    assert Incident.objects.filter(kind=kind).count() == 1


def rows_of(model):
    if model is Heartbeat:
        return model.objects.filter(name=Heartbeat.SCHEDULER)
    return model.objects.filter(direction="retrieve") if model is Job else model.objects


def _at(now, values):
    return {name: now + one if isinstance(one, timedelta) else one for name, one in values.items()}


def test_a_node_that_took_its_leave_is_not_missed(healthy, now) -> None:
    Node.objects.update(seen_at=now - 60 * MINUTE, ended_at=now - 60 * MINUTE)
    look.look(now)
    assert kinds() == {Kind.NO_NODE}


def test_a_node_with_several_workers_is_one_incident_and_its_queues_none(healthy, now) -> None:
    Node.objects.update(seen_at=now - 3 * MINUTE, queues="retrieve tick")
    Node.objects.create(
        name="dispatcher@host",
        host="host",
        pid=2,
        queues="dispatch tick",
        concurrency=2,
        started_at=now - 60 * MINUTE,
        seen_at=now - 4 * MINUTE,
    )
    look.look(now)
    incident = Incident.objects.get()
    assert (incident.kind, incident.subject) == (Kind.NODE, "host")
    assert "3\xa0minutes. It served dispatch, retrieve, tick." in incident.words


def test_a_node_that_is_started_anew_is_not_missed_at_once(healthy, now) -> None:
    Node.objects.update(seen_at=now - MINUTE, ended_at=now - MINUTE)
    look.look(now)
    assert kinds() == set()


def ticked(at) -> None:
    Heartbeat.objects.filter(name=Heartbeat.TICK).update(at=at)


def test_where_scheduler_and_nodes_live_and_nothing_ticks_it_is_the_broker(healthy, now) -> None:
    ticked(now - 3 * MINUTE)
    Job.objects.update(next_due_at=now - 3 * MINUTE)
    look.look(now)
    look.look(now)
    incident = Incident.objects.get()
    assert (incident.kind, incident.open) == (Kind.BROKER, True)
    assert "REDIS_URL" in incident.remedy
    ticked(now)
    look.look(now)
    assert kinds() == set()


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Node, {"started_at": timedelta(seconds=-9)}),
        (Node, {"seen_at": timedelta(seconds=-25)}),
        (Heartbeat, {"at": timedelta(seconds=-25)}),
    ],
    ids=["a node that has just come", "nodes that fall silent", "a scheduler that falls silent"],
)
def test_the_broker_is_not_blamed_for(healthy, now, model, values) -> None:
    ticked(now - 3 * MINUTE)
    rows_of(model).update(**_at(now, values))
    look.look(now)
    assert kinds() == set()


def test_the_broker_is_named_on_while_nodes_come_and_go(healthy, now) -> None:
    ticked(now - 3 * MINUTE)
    look.look(now)
    Node.objects.update(started_at=now)
    look.look(now)
    assert Incident.objects.get().open


def test_what_has_just_come_back_gets_time_to_catch_up(healthy, now) -> None:
    rows_of(Heartbeat).update(at=now - 5 * MINUTE)
    ticked(now - 5 * MINUTE)
    Job.objects.update(next_due_at=now - 5 * MINUTE)
    look.look(now)
    assert kinds() == {Kind.SCHEDULER}
    rows_of(Heartbeat).update(at=now)
    look.look(now)
    assert kinds() == set()
    later = now + MISSING + MINUTE
    rows_of(Heartbeat).update(at=later)
    Node.objects.update(seen_at=later)
    ticked(later)
    look.look(later)
    assert kinds() == {Kind.LAG}


def test_an_instance_without_aliases_needs_no_node(healthy, now) -> None:
    partition = healthy.department.partition
    ServiceInstance.objects.create(partition=partition, direction="retrieve", name="Spare")
    look.look(now)
    assert kinds() == set()


def test_after_a_long_pause_everything_gets_time_to_wake_up(healthy, now) -> None:
    Heartbeat.objects.all().update(at=now - timedelta(days=2))
    assert look.look_if_due(now)
    assert kinds() == set()
    later = now + 3 * MINUTE
    Heartbeat.objects.filter(name=look.NAME).update(at=later - MINUTE)
    assert look.look_if_due(later)
    assert Kind.SCHEDULER in kinds()


def looked(at) -> None:
    Heartbeat.objects.filter(name=look.NAME).update(at=at)


def test_who_asks_every_five_minutes_is_told_as_well(healthy, now) -> None:
    rows_of(Heartbeat).update(at=now - 9 * MINUTE)
    looked(now - 5 * MINUTE)
    assert look.look_if_due(now)
    assert kinds() == {Kind.SCHEDULER}


def test_a_silence_is_forgiven_once(healthy, now) -> None:
    Heartbeat.objects.exclude(name=look.AWAKE).update(at=now - 5 * MINUTE)
    Node.objects.update(seen_at=now - 5 * MINUTE)
    assert look.look_if_due(now)
    assert kinds() == set()
    assert look.look_if_due(now + 5 * MINUTE)
    assert kinds() == {Kind.SCHEDULER, Kind.NODE}


def test_of_many_who_ask_one_looks(healthy, now) -> None:
    assert [look.look_if_due(now) for _ in range(5)] == [True, False, False, False, False]


def test_a_stopped_job_is_told_when_the_maintenance_is_over(healthy, now) -> None:
    Maintenance.objects.create(alias=healthy, begins=now - MINUTE, ends=now + MINUTE)
    Job.objects.filter(direction="retrieve").update(
        condition="stopped", cause="credentials", error="No."
    )
    look.look(now)
    assert kinds() == set()
    look.look(now + 2 * MINUTE)
    assert kinds() == {Kind.CREDENTIALS}


@pytest.mark.parametrize("switch", [{"status": "inactive"}, {"deleted_at": timezone.now()}])
def test_what_people_switched_off_needs_no_recovery(healthy, now, switch) -> None:
    Job.objects.filter(direction="retrieve").update(condition="stopped", cause="refused")
    look.look(now)
    assert kinds() == {Kind.REFUSED}
    type(healthy).objects.filter(pk=healthy.pk).update(**switch)
    look.look(now)
    assert kinds() == set()
