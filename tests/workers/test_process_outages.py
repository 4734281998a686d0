"""Our own processes killed: what is said, how soon, and that all goes on without a click.

Each outage is told once, and its end once. The two minutes of the watchdog take twenty seconds.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from activities.models import Activity
from aliases.incidents import delivery
from aliases.incidents.models import Incident, Kind
from aliases.incidents.notices import Notice
from aliases.models import Alias
from departments.models import User
from mailcenter.board import lights, reading
from tests.servers.dovecot import Dovecot
from tests.servers.ports import wait_until
from tests.servers.process import Server
from tests.servers.valkey import Valkey
from tests.stock import message
from tests.workers.crash_worker import Beat, Workers
from tests.workers.programs import CALM
from workers import models
from workers.models import Heartbeat
from workers.models import Node as NodeRow
from workers.watch import look, processes

pytestmark = pytest.mark.real

# Both as far apart, for their heartbeats, as the real ones.
MISSING, BELIEVED = timedelta(seconds=20), timedelta(seconds=9)
DEADLINE = 90.0


@dataclass
class World:
    """An installation of several processes on the test's database."""

    broker: Valkey
    workers: Workers
    beat: Beat
    alias: Alias
    dovecot: Dovecot

    def until(self, happened: Callable[[], bool]) -> float:
        """Looks again and again, as the watchdog does; how many seconds it took."""
        begun = time.monotonic()
        while not happened():
            if time.monotonic() > begun + DEADLINE:
                raise TimeoutError(f"incidents: {[str(one) for one in Incident.objects.all()]}")
            now = timezone.now()
            look.look(now)
            delivery.deliver(now)
            time.sleep(0.2)
        return time.monotonic() - begun

    def health(self) -> tuple[int, dict[str, object]]:
        answer = Client().get("/healthz")
        return answer.status_code, answer.json()

    def red(self) -> set[str]:
        """The lights of the health board that are."""
        everything, now = User.objects.get(username="root"), timezone.now()
        shown = lights.shown(everything, reading.read(everything, lights.asked(now)), now)
        return {one.name for one in shown if one.colour == "red"}


@pytest.fixture(scope="module")
def programs(server_folder, django_db_setup, django_db_blocker) -> Iterator[tuple[Workers, Beat]]:
    folder: Path = server_folder / "outages"
    folder.mkdir()
    folder.chmod(0o755)
    with django_db_blocker.unblock(), Valkey(folder) as broker:
        workers, beat = Workers(folder / "celery", broker), Beat(folder / "clock", broker)
        yield workers, beat
        beat.stop()
        workers.stop()


@pytest.fixture
def world(
    transactional_db, programs, administrator, told, alias, dovecot, monkeypatch
) -> Iterator[World]:
    """All is well, and has been for a while."""
    now = timezone.now()
    Heartbeat.objects.create(name=look.AWAKE, at=now - timedelta(hours=1))
    Heartbeat.objects.create(name=look.NAME, at=now)
    Alias.objects.filter(pk=alias.pk).update(interval_seconds=1)
    monkeypatch.setattr(processes, "MISSING", MISSING)
    monkeypatch.setattr(lights, "MISSING", MISSING)
    for module in (models, processes):
        monkeypatch.setattr(module, "BELIEVED", BELIEVED)
    workers, beat = programs
    workers.start()
    beat.start()
    found = World(workers.broker, workers, beat, alias, dovecot)
    wait_until(lambda: NodeRow.objects.live(timezone.now()).exists(), seconds=30)
    NodeRow.objects.filter(started_at__gt=now).update(started_at=now)
    for name in (Heartbeat.SCHEDULER, Heartbeat.TICK):
        wait_until(lambda name=name: Heartbeat.objects.seen(name) is not None, seconds=30)
    yield found
    workers.rest()


@dataclass(frozen=True)
class Outage:
    """``shown`` is what /healthz says is not well; ``red`` are the lights of the health board."""

    name: str
    killed: Callable[[World], Server]
    kind: Kind
    words: str
    remedy: str
    shown: str
    red: frozenset[str]

    def __str__(self) -> str:
        return self.name


OUTAGES = [
    Outage(
        "broker",
        lambda one: one.broker,
        kind=Kind.BROKER,
        words="no tick has been",
        remedy="Redis",
        shown="broker",
        red=frozenset({"Broker"}),
    ),
    Outage(
        "worker",
        lambda one: one.workers,
        kind=Kind.NODE,
        words="not been heard",
        remedy="start the node anew",
        shown="nodes",
        red=frozenset({"Nodes", "Retrieving", "Dispatching"}),
    ),
    Outage(
        "beat",
        lambda one: one.beat,
        kind=Kind.SCHEDULER,
        words="not ticked",
        remedy="celery beat",
        shown="scheduler",
        red=frozenset({"Scheduler"}),
    ),
]


@pytest.mark.parametrize("outage", OUTAGES, ids=str)
def test_a_killed_process_is_told_once_and_its_end_once(world, outage, record_property) -> None:
    world.until(lambda: world.health()[1]["status"] == "ok")
    killed = outage.killed(world)
    killed.kill()
    noticed = world.until(lambda: Incident.objects.open().exists())
    incident = Incident.objects.get()
    assert incident.kind == outage.kind
    assert outage.words in incident.words
    assert outage.remedy in incident.remedy
    assert world.red() == outage.red
    code, said = world.health()
    assert (code, said["status"], said[outage.shown], said["database"]) == (
        503,
        "down",
        False,
        True,
    )
    world.dovecot.append(world.alias.address, [message()])
    killed.start()
    recovered = world.until(lambda: world.health() == CALM)
    world.until(Activity.objects.exists)
    world.until(past(MISSING))
    assert Incident.objects.count() == Activity.objects.count() == 1
    assert notices() == [("opened", "sent"), ("ended", "sent")]
    assert noticed < 2 * MISSING.total_seconds()
    record_property("seconds to notice", round(noticed, 1))
    record_property("seconds to recover", round(recovered, 1))


def notices() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("occasion", "state"))


def past(duration: timedelta) -> Callable[[], bool]:
    end = time.monotonic() + duration.total_seconds()
    return lambda: time.monotonic() > end
