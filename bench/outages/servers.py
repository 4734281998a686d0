"""Six outages of mail servers and their names, side by side, each with an alias of its own."""

import imaplib
import itertools
import poplib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from aliases import health
from aliases.conditions import Condition
from aliases.directions import Direction
from aliases.incidents.models import Incident
from aliases.jobs import Job
from aliases.models import Alias
from bench.outages.installation import Place
from bench.outages.names import NameServer
from bench.outages.told import Clock, Row, counted, say
from bench.rows import new_alias
from departments.models import Partition
from tests.servers.certificates import Certificates
from tests.servers.dovecot import CERT_EXPIRED, DOMAIN, NORMAL, PASSWORD, TWO_CONNECTIONS, Dovecot
from tests.servers.faults import FaultProxy
from tests.stock import message

INTERVAL = 60
_numbers = itertools.count(1)
# The shortest time that an outage lasts, and what it lasts on after it was noticed, in minutes.
LASTS, LASTS_ON = 5.0, 1.0
# So long nobody acts after the end of one that needs a person.
NOBODY = 1.0


@dataclass
class Outage:
    name: str
    alias: Alias
    dovecot: Dovecot
    begin: Callable[[], object]
    end: Callable[[], object]
    row: Row = field(init=False)

    def __post_init__(self) -> None:
        self.row = Row(self.name)

    @property
    def job(self) -> Job:
        return Job.objects.get(alias=self.alias, direction=Direction.RETRIEVE)

    @property
    def open(self) -> Incident | None:
        return Incident.objects.open().filter(alias=self.alias).first()


def play(place: Place) -> list[Row]:
    """Raises where an alias does not work to begin with, or does not come back."""
    folder = place.folder / "sick"
    folder.mkdir()
    folder.chmod(0o755)
    with ExitStack() as stack:
        outages = _outages(place, stack)
        Clock().until(lambda: all(one.job.last_success_at for one in outages))
        say("All aliases work; the outages begin.")
        with ThreadPoolExecutor(len(outages)) as pool:
            return list(pool.map(lambda one: _play(one, place), outages))


def _play(one: Outage, place: Place) -> Row:
    row, since = one.row, timezone.now()
    try:
        one.begin()
        clock = Clock()
        row.noticed = clock.until(lambda: one.open is not None)
        row.words = _words(one)
        code, found = place.web.ask()
        row.light = f"{one.job.get_condition_display()}; /healthz {code} {found.get('status')}"
        say(f"{one.name}: noticed after {row.noticed:.1f} min. {row.words}")
        clock.sleep_until(max(LASTS, row.noticed + LASTS_ON))
        one.end()
        one.dovecot.append(one.alias.address, [message()])
        row.recovered = _recovery(one)
        Clock().until(lambda: "ended" in counted(since, one.alias)[1])
        row.incidents, row.told = counted(since, one.alias)
        say(f"{one.name}: back after {row.recovered:.1f} min. {row.incidents}; {row.told}")
        return row
    finally:
        connection.close()


def _recovery(one: Outage) -> float:
    clock = Clock()
    if one.job.condition == Condition.STOPPED:
        clock.sleep_until(NOBODY)
        one.row.click = one.open is not None
        health.restart(one.alias, Direction.RETRIEVE, now=timezone.now())
    return clock.until(lambda: one.open is None)


def _words(one: Outage) -> str:
    incident = one.open
    if incident is None:
        return "over at once"
    return f"{incident.get_kind_display()}: {incident.words} {incident.answer}".strip()


def _outages(place: Place, stack: ExitStack) -> list[Outage]:
    folder = place.folder / "sick"
    certificates = Certificates(folder)
    names = stack.enter_context(NameServer())
    Partition.objects.update(ca_bundle=certificates.ca.read_text())

    def dovecot(name: str) -> Dovecot:
        own = folder / name
        own.mkdir()
        own.chmod(0o755)
        return stack.enter_context(Dovecot(own, certificates))

    still, frozen, common = dovecot("stopped"), dovecot("frozen"), dovecot("common")
    return [
        Outage("server stopped", _alias(still), still, still.stop, still.start),
        Outage("server frozen", _alias(frozen), frozen, frozen.freeze, frozen.thaw),
        _locked(common),
        _limit(common),
        _expired(common, stack),
        Outage(
            "name server gone",
            _alias(common, incoming_host="mail.lab.test"),
            common,
            names.stop,
            names.start,
        ),
    ]


def _alias(dovecot: Dovecot, **fields: object) -> Alias:
    values = {"incoming_port": dovecot.port["imap"], "interval_seconds": INTERVAL}
    # each Dovecot counts its mailboxes from one
    return new_alias(f"box-{next(_numbers)}@{DOMAIN}", **values | fields)


def _locked(dovecot: Dovecot) -> Outage:
    alias = _alias(dovecot, incoming_protocol="pop3", incoming_port=dovecot.port["pop3"])
    sessions: list[poplib.POP3] = []

    def begin() -> None:
        session = poplib.POP3(dovecot.host, dovecot.port["pop3"])
        session.user(alias.address)
        session.pass_(PASSWORD)
        sessions.append(session)

    return Outage("mailbox locked", alias, dovecot, begin, lambda: sessions.pop().quit())


def _limit(dovecot: Dovecot) -> Outage:
    alias = _alias(dovecot, incoming_host=TWO_CONNECTIONS)
    sessions: list[imaplib.IMAP4] = []

    def begin() -> None:
        for _ in range(2):
            session = imaplib.IMAP4(TWO_CONNECTIONS, dovecot.port["imap"])
            session.login(alias.address, PASSWORD)
            sessions.append(session)

    return Outage(
        "connection limit", alias, dovecot, begin, lambda: [one.logout() for one in sessions]
    )


def _expired(dovecot: Dovecot, stack: ExitStack) -> Outage:
    """The server's certificate runs out, and is renewed by those who run the server."""
    port = dovecot.port["imaps"]
    proxy = stack.enter_context(FaultProxy((NORMAL, port)))
    alias = _alias(dovecot, incoming_port=proxy.port, incoming_encryption="tls")

    def show(host: str) -> None:
        proxy.upstream = (host, port)

    return Outage(
        "certificate expired", alias, dovecot, lambda: show(CERT_EXPIRED), lambda: show(NORMAL)
    )
