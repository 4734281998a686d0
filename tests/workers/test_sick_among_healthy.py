"""Fifty aliases on one node, four of them sick: the others keep their interval and stay green (P03)."""

import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from activities.models import Activity, RawMessage, RawState
from aliases.conditions import Condition
from aliases.incidents.models import Incident, Kind
from aliases.jobs import Direction, Job
from tests.servers.faults import BlackHole, closed_port
from tests.servers.ports import wait_until
from tests.servers.valkey import Valkey
from tests.stock import message
from tests.workers.crash_worker import TICK_SECONDS, Workers
from tests.workers.test_rubbish import RUBBISH

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

HEALTHY = 46
INTERVAL = 6
# A minute of the rules takes a second: what follows is "an hour" of a minute, watched for a third.
PACE = 1 / 60
WATCHED = 26.0


@pytest.fixture
def node(server_folder: Path, transactional_db) -> Iterator[Workers]:
    """One node of four, as a default instance has it."""
    folder = server_folder / "sick"
    folder.mkdir()
    folder.chmod(0o755)
    with Valkey(folder) as broker:
        workers = Workers(folder / "celery", broker)
        workers.more = {"MAILCENTER_PACE": PACE}
        workers.concurrency = 4
        with workers:
            yield workers


@pytest.fixture
def healthy(make_alias, dovecot) -> list[int]:
    return [_on(make_alias, dovecot, dovecot.mailbox()).pk for _ in range(HEALTHY)]


def _on(make_alias, dovecot, mailbox: str, **fields: object):
    values = {"incoming_user": mailbox, "incoming_port": dovecot.port["imap"]}
    return make_alias(mailbox, interval_seconds=INTERVAL, **values | fields)


def watch(node: Workers, aliases: list[int]) -> dict[int, list[datetime]]:
    """Ticks for a while; when each alias was looked into."""
    seen: dict[int, set[datetime]] = defaultdict(set)
    end = time.monotonic() + WATCHED
    while time.monotonic() < end:
        node.tick()
        jobs = Job.objects.filter(alias__in=aliases, last_success_at__isnull=False)
        for alias, at in jobs.filter(direction=Direction.RETRIEVE).values_list(
            "alias", "last_attempt_at"
        ):
            seen[alias].add(at)
        time.sleep(TICK_SECONDS / 2)
    return {alias: sorted(times) for alias, times in seen.items()}


def condition(alias) -> str:
    return Job.objects.get(alias=alias, direction=Direction.RETRIEVE).condition


def test_46_of_50_keep_their_interval(node, healthy, make_alias, dovecot) -> None:
    box = dovecot.mailbox()
    dovecot.append(box, [message("before"), RUBBISH["a million headers"], message("after")])
    poisoned = _on(make_alias, dovecot, box)
    wrong = _on(make_alias, dovecot, dovecot.mailbox(), incoming_password="wrong")
    dead = _on(make_alias, dovecot, dovecot.mailbox(), incoming_port=closed_port())
    with BlackHole() as hole:
        silent = _on(make_alias, dovecot, dovecot.mailbox(), incoming_port=hole.port)
        times = watch(node, healthy)
    assert set(times) == set(healthy)
    longest = max(later - earlier for one in times.values() for earlier, later in pairwise(one))
    # None has missed a turn.
    assert longest < timedelta(seconds=2 * INTERVAL)
    green = Job.objects.filter(alias__in=healthy, condition=Condition.WORKING)
    assert green.filter(direction=Direction.RETRIEVE).count() == HEALTHY
    wait_until(lambda: condition(silent) != Condition.WORKING, seconds=60)
    assert condition(poisoned) == Condition.WORKING
    assert RawMessage.objects.filter(alias=poisoned, state=RawState.FAILED).count() == 1
    assert Activity.objects.filter(alias=poisoned).count() == 2
    assert condition(wrong) == condition(dead) == Condition.STOPPED
    assert 3 <= dovecot.refused_logins(wrong.address) <= 4
    told = Incident.objects.open().filter(alias__in=(wrong, dead)).values_list("alias", "kind")
    assert set(told) == {(wrong.pk, Kind.CREDENTIALS), (dead.pk, Kind.REFUSED)}
