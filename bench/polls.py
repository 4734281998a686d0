"""Polls: what it costs to look into a mailbox that has nothing new."""

import time
from dataclasses import dataclass

from django.db import close_old_connections
from django.db.models import Q, QuerySet
from django.utils import timezone

from aliases.jobs import Direction, Job
from aliases.models import Alias
from bench import cpu
from bench.crew import LOOK, PATIENCE, Crew
from bench.measurements import Figure, Figures
from bench.rows import forget, new_aliases, require
from bench.servers import Servers
from departments.first import root_department
from tests.servers.ports import wait_until
from workers import tasks

# A quarter of the usual number of messages: as many mailboxes.
SHARE = 0.25
# Each mailbox is polled so often after the first time, which settles what lies there.
PASSES = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """How the server is reached: the name of its port, which is `imap` or `pop3`, or that with an s."""

    port: str

    @property
    def fields(self) -> dict[str, object]:
        secure = {"incoming_encryption": "tls", "incoming_host": "localhost"}
        return {"incoming_protocol": self.port[:4]} | (secure if self.port[4:] else {})


def product(servers: Servers, kind: Kind, count: int) -> Figures:
    """Polls a second of one process, one after another, and the CPU time of each who takes part.

    Raises:
        WrongResult: a poll failed.
    """
    aliases = _aliases(servers, kind, count)
    _poll(aliases)
    before, begun = _cpu(servers), time.perf_counter()
    for _ in range(PASSES):
        _poll(aliases)
    seconds, polls = time.perf_counter() - begun, PASSES * len(aliases)
    spent = {name: (after - before[name]) * 1000 / polls for name, after in _cpu(servers).items()}
    _require_well(aliases)
    forget()
    name = f"poll_{kind.port}"
    found = {name: Figure("polls/s", [polls / seconds])}
    found |= {f"{name}_{who}": Figure("ms of CPU a poll", [ms]) for who, ms in spent.items()}
    # of two cores, where 10,000 are polled each minute
    share = sum(spent.values()) / 1000 * 10_000 / 60 / 2 * 100
    return found | {f"{name}_of_10000": Figure("% of two cores", [share])}


def by_two_workers(servers: Servers, crew: Crew, count: int) -> Figures:
    """Polls a second of two worker processes out of the queue: tick, broker and server included.

    Raises:
        WrongResult: a poll failed.
    """
    crew.start()
    aliases = _aliases(servers, Kind("imap"), count)
    jobs = Job.objects.filter(alias__in=aliases, direction=Direction.RETRIEVE)
    for _ in range(2):
        jobs.update(next_due_at=timezone.now(), claimed_until=None)
        begun, since = time.perf_counter(), timezone.now()
        left = jobs.filter(Q(last_success_at__lt=since) | Q(last_success_at=None))
        _tick_while(left)
        seconds = time.perf_counter() - begun
    _require_well(aliases)
    crew.idle_again()
    forget()
    return {"polls_by_two_workers": Figure("polls/s", [len(aliases) / seconds])}


def _tick_while(left: QuerySet[Job]) -> None:
    """The clock ticks each two seconds."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        tasks.retrieve_due()
        try:
            return wait_until(lambda: not left.exists(), seconds=2, every=LOOK)
        except TimeoutError:
            continue
    raise TimeoutError("not all mailboxes were polled")


def _aliases(servers: Servers, kind: Kind, count: int) -> list[Alias]:
    addresses = [servers.dovecot.mailbox() for _ in range(count)]
    port = servers.dovecot.port[kind.port]
    partition = root_department().partition
    partition.ca_bundle = servers.certificates.ca.read_text()
    partition.save()
    return new_aliases(addresses, incoming_port=port, **kind.fields)


def _poll(aliases: list[Alias]) -> None:
    """As a worker does: each task finds its job due."""
    Job.objects.filter(alias__in=aliases, direction=Direction.RETRIEVE).update(
        next_due_at=timezone.now()
    )
    for alias in aliases:
        close_old_connections()
        tasks.retrieve(alias.pk)


def _require_well(aliases: list[Alias]) -> None:
    jobs = Job.objects.filter(alias__in=aliases, direction=Direction.RETRIEVE)
    errors = jobs.exclude(error="").values_list("error", flat=True)
    require(list(errors[:1]), [], "errors of polls")
    well = jobs.exclude(last_success_at=None)
    require(well.count(), len(aliases), "mailboxes polled")


def _cpu(servers: Servers) -> dict[str, float]:
    return {
        "ours": time.process_time(),
        "database": cpu.seconds(servers.postgres),
        "server": cpu.seconds(servers.dovecot),
    }
