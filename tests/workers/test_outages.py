"""Outages of real servers, minute by minute at a quick pace: the light, the words, and the way back.

Each opens one incident and ends it once, whatever it does in between.
"""

import imaplib
import poplib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from django.utils import timezone

from activities.models import Activity
from aliases import connections, health
from aliases.conditions import Condition
from aliases.directions import Direction
from aliases.incidents import delivery
from aliases.incidents.models import Incident, Kind
from aliases.incidents.notices import Notice
from aliases.jobs import Job
from aliases.models import Alias
from departments.models import Partition
from tests.servers.dovecot import CERT_EXPIRED, PASSWORD, TWO_CONNECTIONS, Dovecot
from tests.servers.faults import closed_port
from tests.stock import message
from workers import tasks

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

# The ten minutes of the rules take a second.
PACE = 1 / 600
DEADLINE = 60.0


@pytest.fixture(scope="module")
def spare(server_folder, certificates) -> Iterator[Dovecot]:
    """A Dovecot that tests may stop."""
    folder = server_folder / "spare"
    folder.mkdir()
    folder.chmod(0o755)
    with Dovecot(folder, certificates) as dovecot:
        yield dovecot


@pytest.fixture(autouse=True)
def quick(settings, monkeypatch) -> None:
    settings.PACE = PACE
    monkeypatch.setattr(connections, "INCOMING_TIMEOUT", 1.5)


@dataclass
class World:
    dovecot: Dovecot
    alias: Alias
    monkeypatch: pytest.MonkeyPatch
    ca: str

    @property
    def job(self) -> Job:
        return Job.objects.get(alias=self.alias, direction=Direction.RETRIEVE)

    def change(self, **values: object) -> None:
        """What an administrator does on the alias's page."""
        Alias.objects.filter(pk=self.alias.pk).update(**values)
        health.restart(self.alias, Direction.RETRIEVE, now=timezone.now())

    def until(self, happened: Callable[[], bool]) -> float:
        """Works as a node does, whenever the job is due; returns how many minutes of the rules."""
        begun = time.monotonic()
        while not happened():
            if time.monotonic() > begun + DEADLINE:
                raise TimeoutError(f"still {self.job.condition}: {self.job.error}")
            tasks.retrieve(self.alias.pk)
            time.sleep(0.02)
        return (time.monotonic() - begun) / PACE / 60

    def becomes(self, condition: Condition) -> float:
        return self.until(lambda: self.job.condition == condition)


@pytest.fixture
def world(spare, make_alias, monkeypatch, certificates, told) -> World:
    """An alias that has been retrieved once, and works."""
    mailbox = spare.mailbox()
    alias = make_alias(
        mailbox, incoming_user=mailbox, incoming_port=spare.port["imap"], interval_seconds=1
    )
    found = World(spare, alias, monkeypatch, certificates.ca.read_text())
    tasks.retrieve(alias.pk)
    assert found.job.last_success_at
    return found


@contextmanager
def stopped(world: World) -> Iterator[None]:
    world.dovecot.stop()
    try:
        yield
    finally:
        world.dovecot.start()


@contextmanager
def frozen(world: World) -> Iterator[None]:
    world.dovecot.freeze()
    try:
        yield
    finally:
        world.dovecot.thaw()


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Another program has the mailbox open by POP3; Dovecot says so after ten seconds."""
    world.monkeypatch.setattr(connections, "INCOMING_TIMEOUT", 15)
    port = world.dovecot.port["pop3"]
    Alias.objects.update(incoming_protocol="pop3", incoming_port=port)
    session = poplib.POP3(world.dovecot.host, port)
    session.user(world.alias.address)
    session.pass_(PASSWORD)
    try:
        yield
    finally:
        session.quit()


@contextmanager
def too_many_sessions(world: World) -> Iterator[None]:
    Alias.objects.update(incoming_host=TWO_CONNECTIONS)
    with ExitStack() as sessions:
        for _ in range(2):
            one = sessions.enter_context(imaplib.IMAP4(TWO_CONNECTIONS, world.dovecot.port["imap"]))
            one.login(world.alias.address, PASSWORD)
        yield


@contextmanager
def expired(world: World) -> Iterator[None]:
    """Mended by the administrator, who names a server with a good certificate."""
    Partition.objects.update(ca_bundle=world.ca)
    port = {"incoming_port": world.dovecot.port["imaps"], "incoming_encryption": "tls"}
    Alias.objects.update(incoming_host=CERT_EXPIRED, **port)
    yield
    world.change(incoming_verify=False)


@contextmanager
def no_names(world: World) -> Iterator[None]:
    """The name server is gone: the only thing here that no real server can show on loopback."""

    asked = socket.getaddrinfo

    def gone(host: str, *args: object, **kwargs: object) -> object:
        if host != "localhost":
            return asked(host, *args, **kwargs)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    Alias.objects.update(incoming_host="localhost")
    world.monkeypatch.setattr(socket, "getaddrinfo", gone)
    yield
    world.monkeypatch.undo()
    world.monkeypatch.setattr(connections, "INCOMING_TIMEOUT", 1.5)


@dataclass(frozen=True)
class Outage:
    name: str
    sick: Callable[[World], AbstractContextManager[None]]
    kind: Kind
    condition: Condition
    words: str

    def __str__(self) -> str:
        return self.name


OUTAGES = [
    Outage("server stopped", stopped, Kind.REFUSED, Condition.STOPPED, "Nothing accepts"),
    Outage("server frozen", frozen, Kind.PASSING, Condition.RETRYING, "did not answer"),
    Outage("mailbox locked", locked, Kind.PASSING, Condition.RETRYING, "locked by another"),
    Outage("connection limit", too_many_sessions, Kind.PASSING, Condition.RETRYING, "onnections"),
    Outage("certificate expired", expired, Kind.CONFIGURATION, Condition.STOPPED, "expired"),
    Outage("name server gone", no_names, Kind.PASSING, Condition.RETRYING, "name"),
]


@pytest.mark.parametrize("outage", OUTAGES, ids=str)
def test_an_outage_is_told_once_and_its_end_once(world, outage, record_property) -> None:
    with outage.sick(world):
        noticed = world.becomes(outage.condition)
        record_property("minutes to notice", round(noticed, 1))
        incident = Incident.objects.get()
        assert (incident.kind, incident.open) == (outage.kind, True)
        assert outage.words in f"{incident.words} {incident.answer}"
        assert incident.remedy
        delivery.deliver(timezone.now())
    world.dovecot.append(world.alias.address, [message()])
    if outage.condition is Condition.STOPPED and outage.sick is not expired:
        tasks.retrieve(world.alias.pk)
        assert world.job.condition == Condition.STOPPED  # it waits for a person
        health.restart(world.alias, now=timezone.now())
    recovered = world.until(lambda: not Incident.objects.open().exists())
    record_property("minutes to recover", round(recovered, 1))
    assert (Incident.objects.count(), world.job.condition) == (1, Condition.WORKING)
    assert Activity.objects.count() == 1
    delivery.deliver(timezone.now())
    told = Notice.objects.order_by("pk").values_list("occasion", "state")
    assert list(told) == [("opened", "sent"), ("ended", "sent")]


def test_a_server_that_restarts_within_minutes_switches_nothing_off(world) -> None:
    with stopped(world):
        world.becomes(Condition.FAILING)
    world.becomes(Condition.WORKING)
    assert not Incident.objects.exists()


def test_a_closed_port_is_in_the_history_of_the_alias_with_its_reason(world) -> None:
    world.change(incoming_port=closed_port())
    world.becomes(Condition.STOPPED)
    line = world.alias.history.latest()
    assert "needs a person" in line.history_change_reason
    assert "Nothing accepts connections" in line.history_change_reason


def test_flapping_is_one_incident(world) -> None:
    for _ in range(3):
        with frozen(world):
            world.becomes(Condition.RETRYING)
        world.becomes(Condition.WORKING)
    assert Incident.objects.count() == 1
