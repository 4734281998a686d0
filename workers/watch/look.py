"""One look at everything, top to bottom; whoever runs it, two never look at once.

It reads and writes the database only: what it finds is told by aliases.incidents.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db.models import Q

from aliases.incidents import opening, waiting
from aliases.incidents.models import Incident, Kind
from aliases.incidents.opening import Trouble
from departments import guard
from workers.models import Heartbeat, Node
from workers.watch import accounts, clean_up, directories, jobs, processes, stale

log = structlog.get_logger(__name__)

NAME = "watchdog"
# Since when it has looked without a long pause.
AWAKE = "awake"
EVERY = timedelta(seconds=15)
# Nobody has looked for so long: the installation was off, and gets as long to wake up.
ASLEEP = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Check:
    """``find`` tells all troubles of its kinds; open incidents that it does not tell are over."""

    kinds: tuple[Kind, ...]
    find: Callable[[datetime], Iterable[Trouble]]
    # Whether the end of one is no news: another takes its place, or somebody mended it by hand.
    quiet: bool = False


# The order is that of the cause: what follows from a dead node is not told as well.
CHECKS = (
    Check((Kind.SCHEDULER,), processes.scheduler),
    Check((Kind.NODE,), processes.nodes),
    Check((Kind.NO_NODE,), processes.unserved),
    Check((Kind.BROKER,), processes.broker),
    Check((Kind.CLOCK,), processes.clocks),
    Check((Kind.LAG,), jobs.lag),
    Check((Kind.CLEAN_UP,), clean_up.find),
    Check((Kind.SIGN_IN,), accounts.signed_out),
    Check((Kind.EXPIRY,), accounts.expiring, quiet=True),
    Check((Kind.DIRECTORY,), directories.find),
)


def look_if_due(now: datetime) -> bool:
    """Looks where nobody has for a while; says whether it did. For callers that come often."""
    return _claim(now) and look(now)


def look(now: datetime) -> bool:
    """Opens and ends incidents. False, and nothing done, in a copy that nobody confirmed."""
    if not guard.is_production():
        return False
    if _waking(now):
        return True
    for check in CHECKS:
        _settle(check, list(check.find(now)), now)
    for trouble in (*jobs.stopped(), *stale.find(now)):
        opening.report(trouble, now)
    waiting.look(now)
    opening.end_settled(now)
    _end_what_is_switched_off(now)
    return True


def _claim(now: datetime) -> bool:
    """Whether this caller is the one who looks; the rows remember when, and since when."""
    rows = Heartbeat.objects
    looked, _ = rows.get_or_create(name=NAME, defaults={"at": now - 2 * ASLEEP})
    if not rows.filter(name=NAME, at__lte=now - EVERY).update(at=now):
        return False
    if looked.at < now - ASLEEP and _was_off(looked.at, now):
        rows.update_or_create(name=AWAKE, defaults={"at": now})
        log.info("The watchdog has begun to look.")
    return True


def _was_off(since: datetime, now: datetime) -> bool:
    """Whether the installation may have been, while nobody looked; one silence is one pause.

    Without this, who looks every five minutes would find all asleep each time, and tell nothing.
    """
    if Node.objects.live(now).filter(started_at__lt=since).exists():
        return False
    awake = Heartbeat.objects.seen(AWAKE)
    if awake is None:
        return True
    alive = Heartbeat.objects.filter(name__in=(Heartbeat.SCHEDULER, Heartbeat.TICK), at__gt=awake)
    return alive.exists() or Node.objects.filter(seen_at__gt=awake).exists()


def _waking(now: datetime) -> bool:
    """Whether all that was off until now may still be starting."""
    return Heartbeat.objects.filter(name=AWAKE, at__gt=now - ASLEEP).exists()


def _settle(check: Check, troubles: list[Trouble], now: datetime) -> None:
    for trouble in troubles:
        opening.report(trouble, now)
    over = Incident.objects.open().filter(kind__in=check.kinds)
    end = opening.end_quietly if check.quiet else opening.end
    for incident in over.exclude(key__in=[one.key for one in troubles]):
        end(incident, now)


def _end_what_is_switched_off(now: datetime) -> None:
    """People deleted the alias, or switched its retrieving off: nobody waits for its recovery."""
    off = Q(alias__deleted_at__isnull=False) | Q(alias__status="inactive", direction="retrieve")
    for incident in Incident.objects.open().filter(off):
        opening.end(incident, now)
