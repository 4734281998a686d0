"""Who has which notices in hand: everything that waits for one target is claimed together, once."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac

from aliases.incidents.monitors import Monitor
from aliases.incidents.notices import Channel, Notice, State
from departments.models import Partition

# Longer than telling one target can take at the most (see by_mail, by_webhook): meanwhile nobody
# else takes it. Where a process dies in it the target may be told twice, with the same number.
LEASE = timedelta(minutes=10)
# As many as one mail or request counts; the rest follows in the next.
MOST = 1000
GIVE_UP = timedelta(days=1)
FIRST_GAP, LONGEST_GAP = timedelta(minutes=1), timedelta(hours=1)
# A wrong password that is tried often locks the account (P20).
GAP_OF_PASSWORDS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one target is told at once."""

    claim: str
    notices: list[Notice]

    @property
    def first(self) -> Notice:
        return self.notices[0]

    @property
    def monitor(self) -> Monitor:
        assert self.first.monitor is not None  # noqa: S101  # those without are never due
        return self.first.monitor

    @property
    def partition(self) -> Partition:
        return self.monitor.department.partition

    @property
    def tries(self) -> int:
        return max(one.tries for one in self.notices)

    @property
    def number(self) -> str:
        """The same for the same notices, in this installation and nowhere else."""
        names = " ".join(str(one.pk) for one in self.notices)
        return salted_hmac("aliases.incidents.claims", names).hexdigest()[:32]

    def rows(self) -> QuerySet[Notice]:
        """Those that are still in hand: the lease may have run out."""
        return Notice.objects.queued().filter(claim=self.claim)


def take(now: datetime) -> Parcel | None:
    """The next target with everything that waits for it; None where nothing is due."""
    while True:
        # Whose failures are the most come first, so that the gaps of a server go on growing.
        first = Notice.objects.due(now).select_related("monitor__department")
        one = first.order_by("-tries", "pk").first()
        if one is None or one.monitor is None:
            return None
        pks = list(_of_the_same_target(one, now).values_list("pk", flat=True)[:MOST])
        claim = uuid.uuid4().hex
        # Conditions of the rows themselves: a subquery would be answered from before the race.
        mine = Notice.objects.free(now).filter(pk__in=pks)
        if mine.update(claim=claim, leased_until=now + LEASE, tries=F("tries") + 1):
            related = ("incident", "monitor__department__partition")
            rows = Notice.objects.filter(claim=claim).select_related(*related)
            return Parcel(claim, list(rows.order_by("pk")))


def _of_the_same_target(one: Notice, now: datetime) -> QuerySet[Notice]:
    same = Notice.objects.tellable(now).filter(channel=one.channel, target=one.target)
    if one.channel == Channel.WEBHOOK or one.monitor is None:
        return same.filter(monitor=one.monitor_id).order_by("pk")
    partition = one.monitor.department.partition_id
    return same.filter(monitor__department__partition=partition).order_by("pk")


def told(parcel: Parcel, now: datetime, *, remark: str = "") -> None:
    parcel.rows().update(
        state=State.SENT, sent_at=now, next_try_at=None, leased_until=None, error=remark
    )


def hopeless(parcel: Parcel, words: str) -> None:
    """No further try: the console shows why."""
    parcel.rows().update(state=State.FAILED, next_try_at=None, leased_until=None, error=words)


def again(parcel: Parcel, words: str, now: datetime, *, locks: bool = False) -> None:
    """To be tried again after a while, for a day. ``locks``: trying often may lock an account."""
    put_off(parcel.rows(), words, now, until=now + gap(parcel.tries, locks=locks))


def rest(parcel: Parcel, words: str, now: datetime, *, locks: bool) -> None:
    """The partition's server failed: all its mails wait, and none of them tries it meanwhile."""
    until = now + gap(parcel.tries, locks=locks)
    put_off(parcel.rows(), words, now, until=until, server_failed=True)
    others = Notice.objects.free(now).filter(
        channel=Channel.EMAIL, monitor__department__partition=parcel.partition
    )
    pks = list(others.values_list("pk", flat=True))
    free = Notice.objects.free(now).filter(pk__in=pks)
    put_off(free, words, now, until=until, server_failed=True)


def put_off(
    rows: QuerySet[Notice],
    words: str,
    now: datetime,
    *,
    until: datetime,
    server_failed: bool = False,
) -> None:
    old = rows.filter(created_at__lte=now - GIVE_UP)
    end = {"state": State.FAILED, "next_try_at": None, "leased_until": None}
    old.update(error=f"Given up after a day. {words}", **end)
    rows.update(error=words, next_try_at=until, leased_until=None, server_failed=server_failed)


def gap(tries: int, *, locks: bool) -> timedelta:
    """How long to wait after so many tries: 1, 2, 4 … minutes; at least 15 where it ``locks``."""
    grown: timedelta = FIRST_GAP * 2 ** max(0, min(tries - 1, 10))
    return max(min(grown, LONGEST_GAP), GAP_OF_PASSWORDS if locks else FIRST_GAP)
