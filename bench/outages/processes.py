"""Four outages of mailcenter's own processes, one after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection
from django.utils import timezone

from activities.models import Activity
from aliases.directions import Direction
from aliases.incidents.models import Incident
from aliases.jobs import Job
from aliases.models import Alias
from bench.outages.installation import Place
from bench.outages.told import Clock, Row, counted, say
from bench.rows import new_alias
from tests.stock import message

ALIASES = 3
INTERVAL = 30
LASTS, LASTS_ON = 4.0, 0.5
# The watchdog gives everything so long to wake up; between two outages all is calm for a while.
WAKING, CALM = 2.5, 2.2


@dataclass(frozen=True)
class Outage:
    name: str
    begin: Callable[[], object]
    end: Callable[[], object]
    # Whether it leaves an incident: without its database the installation cannot write one.
    written: bool = True


def play(place: Place) -> list[Row]:
    dovecot = place.servers.dovecot
    port = {"incoming_port": dovecot.port["imap"], "interval_seconds": INTERVAL}
    aliases = [new_alias(dovecot.mailbox(), **port) for _ in range(ALIASES)]
    clock = Clock()
    clock.until(lambda: _all_since(aliases, None) and place.web.ask()[0] == 200)
    clock.sleep_until(WAKING)
    rows = []
    for one in _outages(place):
        say(f"{one.name}: begins; {place.web.ask()}")
        rows.append(_play(one, place, aliases))
        Clock().sleep_until(CALM)
    return rows


def _outages(place: Place) -> list[Outage]:
    broker, database = place.servers.valkey, place.servers.postgres
    return [
        Outage("scheduler (beat) killed", place.beat.kill, place.beat.start),
        Outage("broker killed", broker.kill, broker.start),
        Outage("node (workers) killed", place.node.kill, place.node.start),
        Outage("database killed", database.kill, database.start, written=False),
    ]


def _play(one: Outage, place: Place, aliases: list[Alias]) -> Row:
    row, since = Row(one.name), timezone.now()
    one.begin()
    clock = Clock()
    row.noticed = clock.until(lambda: place.web.ask()[1].get("status") != "ok")
    code, found = place.web.ask()
    row.light = f"/healthz {code} {found}"
    say(f"{one.name}: noticed after {row.noticed:.1f} min. {row.light}")
    for alias in aliases:
        place.servers.dovecot.append(alias.address, [message()])
    clock.sleep_until(max(LASTS, row.noticed + LASTS_ON))
    row.words = _words(since)
    one.end()
    ended, clock = timezone.now(), Clock()
    came_before = clock.until(lambda: _all_since(aliases, ended))
    row.recovered = clock.until(lambda: place.web.ask()[1].get("status") == "ok")
    say(f"{one.name}: all retrieved {came_before:.1f}, ok {row.recovered:.1f} min after the end.")
    if one.written:
        Clock().until(lambda: "ended" in counted(since)[1])
    row.incidents, row.told = counted(since)
    doubled = Activity.objects.count() - Activity.objects.values("message_id").distinct().count()
    say(f"{one.name}: {row.incidents}; {row.told}; {doubled} messages doubled.")
    return row


def _all_since(aliases: list[Alias], since: datetime | None) -> bool:
    """Whether every alias was retrieved, after ``since``."""
    try:
        jobs = Job.objects.filter(alias__in=aliases, direction=Direction.RETRIEVE)
        times = list(jobs.values_list("last_success_at", flat=True))
        return all(at and (since is None or at > since) for at in times)
    except DatabaseError:
        connection.close()
        return False


def _words(since: datetime) -> str:
    try:
        found = Incident.objects.filter(opened_at__gte=since)
        return " ".join(f"{one}: {one.words}" for one in found)
    except DatabaseError:
        connection.close()
        return "none: nothing can be written"
