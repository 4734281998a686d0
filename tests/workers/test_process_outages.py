"""Our own processes killed: what is said, how soon, and that all goes on without a click.

Each outage is told once, and its end once. The two minutes of the watchdog take twenty seconds.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.test import Client
from django.utils import timezone

from activities.models import Activity
from aliases.incidents import delivery
from aliases.incidents.models import Incident, Kind
from aliases.incidents.monitors import Monitor
from aliases.incidents.notices import Notice
from aliases.models import Alias
from departments.models import User
from mailcenter.board import lights
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.ports import wait_until
from tests.servers.postgres import Postgres
from tests.servers.process import Server
from tests.servers.valkey import Valkey
from tests.stock import message
from tests.workers.crash_worker import Beat, Node, Program, Workers
from tests.workers.programs import Manage, Watchdog, Web
from workers import models
from workers.models import Heartbeat
from workers.models import Node as NodeRow
from workers.watch import look, processes

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("process outages")]

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
        everything = User.objects.get(username="root")
        shown = lights.shown(everything, timezone.now())
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
def told(root, postfix, certificates) -> None:
    """One address is told, by the partition's own server."""
    partition = root.partition
    partition.outgoing_protocol, partition.outgoing_host = "smtp", "127.0.0.1"
    partition.outgoing_encryption, partition.outgoing_port = "none", postfix.port["smtp"]
    partition.default_from = "console@lab.test"
    partition.save()
    Monitor.objects.create(department=root, addresses="anna@lab.test")


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
    recovered = world.until(lambda: world.health() == (200, calm()))
    world.until(Activity.objects.exists)
    world.until(past(MISSING))
    assert Incident.objects.count() == Activity.objects.count() == 1
    assert list(Notice.objects.values_list("occasion", "state")) == [
        ("opened", "sent"),
        ("ended", "sent"),
    ]
    assert noticed < 2 * MISSING.total_seconds()
    record_property("seconds to notice", round(noticed, 1))
    record_property("seconds to recover", round(recovered, 1))


def calm() -> dict[str, object]:
    well = dict.fromkeys(("database", "scheduler", "broker", "nodes"), True)
    return {"status": "ok", "incidents": 0} | well


def past(duration: timedelta) -> Callable[[], bool]:
    end = time.monotonic() + duration.total_seconds()
    return lambda: time.monotonic() > end


# The database


@dataclass
class Elsewhere:
    """An installation with a database of its own, which may be killed."""

    postgres: Postgres
    url: str
    web: Web
    programs: list[Program]

    def query(self, words: str) -> object:
        with psycopg.connect(self.url) as connection:
            return connection.execute(words).fetchone()[0]


ALIAS = """
from aliases.models import Alias
from departments.first import root_department
Alias.objects.create(department=root_department(), name="One", address={address!r},
    incoming_host="127.0.0.1", incoming_port={port}, incoming_encryption="none",
    incoming_allow_clear=True, incoming_user={address!r}, incoming_password={password!r},
    backlog="everything", interval_seconds=1)
"""


@pytest.fixture
def elsewhere(server_folder, mailbox, dovecot) -> Iterator[Elsewhere]:
    folder: Path = server_folder / "elsewhere"
    folder.mkdir()
    folder.chmod(0o755)
    with Valkey(folder) as broker, Postgres(folder) as postgres:
        url = postgres.create("mailcenter")
        alias = ALIAS.format(address=mailbox, port=dovecot.port["imap"], password=PASSWORD)
        for words in (("migrate", "-v", "0"), ("shell", "-v", "0", "-c", alias)):
            once = _made(Manage, folder, broker, url=url)
            once.arguments = words
            once.start()
            wait_until(lambda once=once: not once.running, seconds=120)
        web, *others = (
            _made(kind, folder, broker, url=url) for kind in (Web, Node, Beat, Watchdog)
        )
        found = Elsewhere(postgres, url, web, [web, *others])
        try:
            for one in found.programs:
                one.start()
            yield found
        finally:
            for one in reversed(found.programs):
                one.stop()


def _made(kind: type[Program], folder: Path, broker: Valkey, *, url: str) -> Program:
    one = kind(folder, broker)
    one.more = {"DATABASE_URL": url}
    return one


def test_a_killed_database_is_shown_at_once_and_all_goes_on_when_it_is_back(
    elsewhere, mailbox, dovecot, record_property
) -> None:
    web = elsewhere.web
    dovecot.append(mailbox, [message()])
    wait_until(lambda: dovecot.count(mailbox) == 0, seconds=60)
    wait_until(lambda: web.ask() == (200, calm()), seconds=30)
    elsewhere.postgres.kill()
    begun = time.monotonic()
    assert web.ask() == (503, {"status": "down", "database": False})
    assert web.ask("readyz") == (503, {"ready": False, "database": False})
    record_property("seconds to notice", round(time.monotonic() - begun, 1))
    dovecot.append(mailbox, [message()])
    time.sleep(8)  # every process runs into it
    elsewhere.postgres.start()
    begun = time.monotonic()
    wait_until(lambda: web.ask() == (200, calm()), seconds=60)
    wait_until(lambda: dovecot.count(mailbox) == 0, seconds=60)
    record_property("seconds to recover", round(time.monotonic() - begun, 1))
    assert all(one.running for one in elsewhere.programs)
    assert elsewhere.query("SELECT count(*) FROM activities_activity") == 2
    assert elsewhere.query("SELECT count(*) FROM aliases_incident") == 0
