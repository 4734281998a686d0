"""`manage.py watchdog`: once, and again and again, also after it was killed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from aliases.incidents.models import Incident, Kind
from tests.servers.ports import wait_until
from tests.servers.valkey import Valkey
from tests.workers.programs import Watchdog
from workers.models import Heartbeat
from workers.watch import look


@pytest.fixture
def awake(make_alias) -> None:
    """The watchdog is long awake, nodes and scheduler are gone."""
    make_alias()
    now = timezone.now()
    Heartbeat.objects.create(name=look.AWAKE, at=now - timedelta(hours=1))
    Heartbeat.objects.create(name=look.NAME, at=now - timedelta(minutes=1))


@pytest.mark.django_db
def test_once_it_looks_and_says_what_is_open(awake, capsys) -> None:
    call_command("watchdog")
    call_command("watchdog")
    assert capsys.readouterr().out.count("The scheduler does not tick") == 2
    assert Incident.objects.filter(kind=Kind.SCHEDULER).count() == 1


@pytest.fixture
def watchdog(server_folder, transactional_db) -> Iterator[Watchdog]:
    """Its broker is not even started."""
    folder: Path = server_folder / "watchdog"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    one = Watchdog(folder, Valkey(folder))
    one.seconds = "0.5"
    yield one
    one.stop()


def made_due() -> None:
    """As if fifteen seconds had passed."""
    Heartbeat.objects.filter(name=look.NAME).update(at=timezone.now() - timedelta(seconds=16))


def times() -> int:
    return Incident.objects.filter(kind=Kind.SCHEDULER).values_list("times", flat=True).first() or 0


@pytest.mark.real
@pytest.mark.django_db(transaction=True)
def test_it_looks_again_and_again_and_goes_on_after_a_kill(awake, watchdog) -> None:
    watchdog.start()
    for number in (1, 2):
        made_due()
        wait_until(lambda number=number: times() >= number, seconds=30)
    watchdog.kill()
    watchdog.start()
    seen = times()
    made_due()
    wait_until(lambda: times() > seen, seconds=30)
    assert Incident.objects.filter(kind=Kind.SCHEDULER).count() == 1
    Heartbeat.objects.note(Heartbeat.SCHEDULER, timezone.now())
    made_due()
    wait_until(lambda: not Incident.objects.open().filter(kind=Kind.SCHEDULER), seconds=30)
