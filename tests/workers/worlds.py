"""A world for a crash: servers, workers that die at a line on the wire, and what must be true after."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from aliases.jobs import Job
from tests.servers.dovecot import Dovecot
from tests.servers.faults import FaultProxy, Rule
from tests.servers.rules import Action, Side
from tests.servers.valkey import Valkey
from tests.workers.crash_worker import TICK_SECONDS, Workers

DEADLINE = 60.0
# How long a worker is given to run into the lock before it is killed there.
TO_THE_LOCK = 0.4
# So long that the workers notice that the broker is away.
AWAY = 1.0
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^>]+)>", re.I | re.M)


@dataclass(frozen=True)
class Moment:
    """A line on the wire at which the workers are killed.

    ``close``: the line is lost with them; ``pass``: it reaches the other side. With ``table`` the
    line passes first, and they die when they are about to write its result into that table.
    """

    name: str
    side: Side
    match: str
    nth: int = 1
    action: Action = "close"
    table: str = ""

    def __str__(self) -> str:
        return self.name


@contextmanager
def running(folder: Path) -> Iterator[Workers]:
    """Workers with a broker of their own: parallel test runs must not take each other's tasks."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    with Valkey(folder) as broker, Workers(folder / "celery", broker) as workers:
        yield workers


@contextmanager
def deadly(workers: Workers, moment: Moment, upstream: tuple[str, int]) -> Iterator[FaultProxy]:
    """A proxy on whose way the workers die, once."""
    rule = Rule(moment.side, moment.action, moment.match, nth=moment.nth, times=1)
    rule.call = workers.kill
    if moment.table:
        rule.action = "pass"
        rule.call = lambda: kill_before_writing(workers, moment.table)
    with FaultProxy(upstream, [rule]) as proxy:
        yield proxy


def kill_before_writing(workers: Workers, table: str) -> None:
    """Returns at once with the table locked against writers; kills, then unlocks.

    SQLite knows one lock for all: there any write waits.
    """
    locked = threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
                locked.set()
                time.sleep(TO_THE_LOCK)
                workers.kill()
        finally:
            connection.close()

    threading.Thread(target=hold).start()
    if not locked.wait(10):
        raise TimeoutError(f"{table} could not be locked")


def tick_until(workers: Workers, condition: Callable[[], bool]) -> None:
    """Plays beat until ``condition`` holds. Raises TimeoutError with what the workers wrote."""
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            said = (workers.folder / "output").read_text(errors="replace")[-3000:]
            raise TimeoutError(f"Not so after {DEADLINE:.0f} s. The workers wrote: {said}")
        workers.tick()
        time.sleep(TICK_SECONDS)


def die_and_rise(workers: Workers, look: Callable[[], None]) -> None:
    """Ticks until the workers are killed, looks at what they left, and starts them again."""
    tick_until(workers, workers.killed.is_set)
    look()
    workers.start()


def lose_the_broker(workers: Workers, proxy: FaultProxy) -> None:
    """It dies with all it has while a mailbox is being read, and is away for a while."""
    killed = threading.Event()
    kill = Rule("client", match=r"BODY\.PEEK", times=1)
    kill.call = lambda: (workers.broker.kill(), killed.set())
    proxy.rules.append(kill)
    assert killed.wait(20)
    time.sleep(AWAY)
    workers.broker.start()


def nobody_works() -> bool:
    """Whether every job has been given back."""
    return not Job.objects.exclude(leased_until=None).exists()


def message_ids(messages: list[bytes]) -> Counter[str]:
    found = (_MESSAGE_ID.search(one) for one in messages)
    return Counter(match[1].decode() for match in found if match)


def copies(dovecot: Dovecot, mailboxes: list[str]) -> Counter[tuple[str, str]]:
    """How often each mailbox holds each Message-ID."""
    counted: Counter[tuple[str, str]] = Counter()
    for mailbox in mailboxes:
        for identifier, number in message_ids(dovecot.messages(mailbox)).items():
            counted[mailbox, identifier] = number
    return counted
