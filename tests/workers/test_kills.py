"""Workers that are killed again and again while much mail leaves: each is sent once, or uncertain.

MAILCENTER_KILLED_RECIPIENTS=1000 plays it at full length.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from activities import queueing
from activities.models import Attempt, Recipient
from tests.servers.faults import FaultProxy, Rule
from tests.servers.ports import wait_until
from tests.workers.crash_worker import Workers
from tests.workers.worlds import copies, nobody_works, running, tick_until

pytestmark = [
    pytest.mark.real,
    pytest.mark.django_db(transaction=True),
]

RECIPIENTS = int(os.environ.get("MAILCENTER_KILLED_RECIPIENTS", "60"))
EACH = 5  # recipients of a mail
CONNECTIONS = 4
# So long workers live that are in the middle of sending, in seconds.
LIFE = 1.0 if RECIPIENTS <= 100 else 2.0
KILLS = 2 if RECIPIENTS <= 100 else 1000


@pytest.fixture(scope="module")
def some_workers(server_folder, django_db_setup, django_db_blocker) -> Iterator[Workers]:
    with django_db_blocker.unblock(), running(server_folder / "kills") as workers:
        yield workers


@pytest.fixture
def workers(some_workers, transactional_db) -> Iterator[Workers]:
    some_workers.start()
    yield some_workers
    some_workers.rest()


def test_killed_every_few_seconds_each_is_sent_once_or_uncertain(
    workers, make_alias, postfix, dovecot, mailbox
) -> None:
    to = [dovecot.mailbox() for _ in range(EACH)]
    # A server that takes its time, as those far away do: so the kills meet letters under way.
    slow = Rule("client", "delay", "^DATA", nth=0, seconds=0.3)
    with FaultProxy((postfix.host, postfix.port["smtp"]), [slow]) as proxy:
        way = {"outgoing_port": proxy.port, "outgoing_connections": CONNECTIONS}
        alias = make_alias(mailbox, status="inactive", **way)
        for number in range(RECIPIENTS // EACH):
            queueing.queue(queueing.Draft(f"Mail {number}", "It comes.\n", to), alias)
        kills = kill_while_sending(workers)
        tick_until(workers, lambda: nobody_works() and not unfinished().exists())
    wait_until(lambda: postfix.queued() == 0, seconds=600)
    judge(Counter(copies(dovecot, to)), kills)


def unfinished():
    return Recipient.objects.filter(state__in=("queued", "sending", "deferred"))


def kill_while_sending(workers: Workers) -> int:
    """Kills the workers that are in the middle of it, until nothing is left or KILLS is reached."""
    kills = 0
    while kills < KILLS and unfinished().exists():
        left = unfinished().count()
        tick_until(workers, lambda left=left: unfinished().count() < left)
        end = time.monotonic() + LIFE
        while time.monotonic() < end and unfinished().exists():
            time.sleep(0.05)
        workers.kill()
        kills += 1
        workers.start()
    return kills


def judge(delivered: Counter[tuple[str, str]], kills: int) -> None:
    rows = Recipient.objects.values_list("address", "activity__message_id", "state")
    states = Counter(state for _, _, state in rows)
    counted = Counter(
        (state, delivered[address, identifier]) for address, identifier, state in rows
    )
    print(f"{RECIPIENTS} recipients, {kills} kills: {dict(counted)}")
    assert set(counted) <= {("sent", 1), ("uncertain", 0), ("uncertain", 1)}
    assert states.total() == RECIPIENTS
    assert states["uncertain"] <= kills * CONNECTIONS * EACH
    assert not Attempt.objects.filter(outcome="").exists()
