"""Who works: nodes and the clock tell of themselves in the database, whatever else is away."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from tests.servers.ports import wait_until
from tests.workers.crash_worker import Beat, Workers
from tests.workers.worlds import running
from workers import tasks
from workers.models import BELIEVED, Heartbeat, Node
from workers.nodes import Announcer, Facts, clock_offset
from workers.pulse import Pulse

pytestmark = [
    pytest.mark.real,
    pytest.mark.django_db(transaction=True),
]
FACTS = Facts("one@here", frozenset({"retrieve", "tick"}), concurrency=3)


@pytest.fixture(scope="module")
def some_workers(server_folder, django_db_setup, django_db_blocker) -> Iterator[Workers]:
    with django_db_blocker.unblock(), running(server_folder / "nodes") as workers:
        yield workers


@pytest.fixture
def workers(some_workers, transactional_db) -> Iterator[Workers]:
    some_workers.start()
    yield some_workers
    some_workers.rest()


def seen_since(at) -> bool:
    return Node.objects.live(timezone.now()).filter(seen_at__gt=at).exists()


def test_a_worker_announces_itself_and_takes_its_leave(workers) -> None:
    wait_until(lambda: seen_since(timezone.now() - timedelta(seconds=9)), seconds=15)
    node = Node.objects.get()
    assert node.served == {"retrieve", "dispatch", "tick"}
    assert (node.concurrency, node.name, abs(node.clock_offset) < 1) == (2, "celery@here", True)
    workers.stop()
    assert Node.objects.get().ended_at is not None
    assert not Node.objects.live(timezone.now()).exists()


def test_a_killed_worker_is_believed_a_while_and_lost_then(workers) -> None:
    wait_until(Node.objects.exists, seconds=15)
    workers.kill()
    node = Node.objects.get()
    later = node.seen_at + BELIEVED + timedelta(seconds=1)
    assert node.lives(node.seen_at + BELIEVED - timedelta(seconds=1))
    assert (node.lives(later), Node.objects.lost(later).get()) == (False, node)


def test_a_worker_goes_on_telling_while_the_broker_is_away(workers) -> None:
    workers.broker.kill()
    try:
        wait_until(lambda: seen_since(timezone.now() - timedelta(seconds=4)), seconds=15)
        away = timezone.now()
        wait_until(lambda: seen_since(away), seconds=15)
    finally:
        workers.broker.start()


def test_the_clock_and_its_ticks_are_noted(workers, server_folder) -> None:
    with Beat(server_folder / "nodes", workers.broker):
        wait_until(lambda: Heartbeat.objects.seen(Heartbeat.SCHEDULER), seconds=20)
        wait_until(lambda: Heartbeat.objects.seen(Heartbeat.TICK), seconds=20)


def test_a_node_that_comes_back_under_its_name_has_one_row() -> None:
    Announcer(FACTS, lambda: 7).leave()
    Announcer(FACTS, lambda: 0).write()
    node = Node.objects.get()
    assert (node.ended_at, node.processed, node.queues) == (None, 0, "retrieve tick")


def test_a_database_that_is_away_does_not_end_the_heartbeat() -> None:
    beats, enough = [], threading.Event()

    def beat() -> None:
        beats.append(1)
        if len(beats) > 2:
            enough.set()
        raise DatabaseError("away")

    pulse = Pulse(beat, seconds=0.01)
    pulse.start()
    assert enough.wait(5)
    pulse.stop()


def test_heartbeats_of_one_moment_are_one() -> None:
    now = timezone.now()
    for later in (0, 1, 2):
        Heartbeat.objects.note(Heartbeat.TICK, now + timedelta(seconds=later))
    assert Heartbeat.objects.seen(Heartbeat.TICK) == now
    Heartbeat.objects.note(Heartbeat.TICK, now + timedelta(seconds=6))
    assert Heartbeat.objects.seen(Heartbeat.TICK) == now + timedelta(seconds=6)


def test_nodes_gone_for_a_week_are_forgotten() -> None:
    Announcer(FACTS, lambda: 0).write()
    now = timezone.now()
    Node.objects.forget(now)
    assert Node.objects.count() == 1
    Node.objects.forget(now + timedelta(days=8))
    assert Node.objects.count() == 0


def test_the_clocks_of_one_machine_agree() -> None:
    assert abs(clock_offset()) < 1


def idle_ticks() -> set[int]:
    """PostgreSQL's processes whose connection was last used for a tick and is open still."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND state = 'idle' AND query LIKE '%%UPDATE aliases_job SET claimed_until%%'"
        )
        return {row[0] for row in cursor}


def ticked(workers: Workers, *, times: int) -> set[int]:
    """What is open after so many ticks."""
    workers.send(tasks.retrieve_due, times=times)
    wait_until(lambda: workers.idle, seconds=20)
    return idle_ticks()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no server")
def test_a_worker_keeps_its_connection_from_task_to_task(workers) -> None:
    kept = ticked(workers, times=1)
    assert kept
    assert kept <= ticked(workers, times=10)
