"""The tick: what the clock's work costs where so many aliases are polled each minute."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import fmean

from django.db import connection
from django.utils import timezone

from aliases.jobs import Direction, Job
from aliases.models import Alias
from bench import cpu
from bench.crew import Crew
from bench.measurements import Figure, Figures
from bench.rows import forget, new_aliases, require
from bench.servers import Servers
from workers import due, tasks

# Five times the usual 2,000.
LARGE = 5
# A minute has 30 ticks of two seconds; a third of a minute is measured.
TICK_SECONDS, TICKS, MEASURED = 2.0, 30, 10
UNIT = "% of a core"


def product(servers: Servers, crew: Crew, count: int) -> Figures:
    """The share of a core that both ticks take, claims and handing out; nobody retrieves meanwhile.

    `tick` is all of it, `tick_database` PostgreSQL's part of it, `tick_claim` all of it without
    the handing out to the broker, `tick_idle` all of it where nothing is due.

    Raises:
        WrongResult: a tick did not claim what was due.
    """
    # a worker would take what is handed out
    crew.stop()
    aliases = new_aliases([f"a{one}@lab.test" for one in range(count * LARGE)])
    _due(aliases, timezone.now() + timedelta(hours=1))
    with connection.cursor() as cursor:
        # as autovacuum has done long before
        cursor.execute("ANALYZE aliases_job, aliases_alias")
    at_once = len(aliases) // TICKS
    parts = [aliases[at_once * one : at_once * (one + 1)] for one in range(MEASURED)]
    ticks = [_share(servers, part, _tick) for part in parts]
    claims = [_share(servers, part, _claim) for part in parts]
    idle = [_share(servers, [], _tick) for _ in parts]
    crew.rest()
    forget()
    return {
        "tick": Figure(UNIT, [fmean(map(sum, ticks))]),
        "tick_database": Figure(UNIT, [fmean(database for _, database in ticks)]),
        "tick_claim": Figure(UNIT, [fmean(map(sum, claims))]),
        "tick_idle": Figure(UNIT, [fmean(map(sum, idle))]),
    }


def _tick() -> None:
    tasks.retrieve_due()
    tasks.dispatch_due()


def _claim() -> None:
    for direction in Direction:
        due.claim(direction, timezone.now())


def _share(servers: Servers, aliases: list[Alias], work: Callable[[], None]) -> tuple[float, float]:
    """Ours and PostgreSQL's share of one core, in per cent of the time between two ticks."""
    _due(aliases, timezone.now())
    database, ours = cpu.seconds(servers.postgres), time.process_time()
    work()
    spent = time.process_time() - ours, cpu.seconds(servers.postgres) - database
    claimed = Job.objects.exclude(claimed_until=None)
    require(claimed.count(), len(aliases), "aliases claimed")
    _due(aliases, timezone.now() + timedelta(hours=1))
    return spent[0] * 100 / TICK_SECONDS, spent[1] * 100 / TICK_SECONDS


def _due(aliases: list[Alias], when: datetime) -> None:
    jobs = Job.objects.filter(alias__in=[one.pk for one in aliases], direction=Direction.RETRIEVE)
    jobs.update(next_due_at=when, claimed_until=None)
