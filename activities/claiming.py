"""The next mails of an alias are taken in hand, in few statements, however many wait behind them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from activities import lending, turns
from activities.models import Activity, OutgoingFile, Recipient, RecipientState
from aliases import jobs
from aliases.jobs import Lease
from aliases.models import Alias

WAITING = (RecipientState.QUEUED, RecipientState.DEFERRED)
# What is sent when its time comes: also the uncertain ones that are to be sent once more.
CLAIMED = (*WAITING, RecipientState.UNCERTAIN)
# Columns of an activity that composing has no use for.
_UNREAD = ("notes", "why", "threading_why", "exception_where")

_TAKEN = """
UPDATE activities_recipient SET state = 'sending', fence = %s, tries = tries + 1
WHERE alias_id = %s AND state IN ('queued', 'deferred', 'uncertain') AND next_try_at <= %s
    AND activity_id IN ({marks})
RETURNING *
"""
# From the rows themselves: nothing of an attempt that begins is known only here.
_BEGUN = """
INSERT INTO activities_attempt
    (recipient_id, number, server, begun_at, phase, outcome, code, answer)
SELECT id, tries, CAST(%s AS text), %s, 'envelope', '', 0, ''
FROM activities_recipient WHERE id IN ({marks})
"""


def claim(
    lease: Lease, *, limit: int, server: str, now: datetime, by_priority: bool = False
) -> list[list[Recipient]]:
    """Takes the next due mails of the alias: for each its due recipients, with attempts begun.

    Conditional on the state, so that nobody takes what another has. Raises LeaseLost.
    """
    due = Recipient.objects.filter(alias_id=lease.alias_id, state__in=CLAIMED, next_try_at__lte=now)
    with transaction.atomic():
        jobs.renew(lease, now)
        first = turns.next_mails(due, limit=limit, by_priority=by_priority)
        if not first:
            return []
        recipients = _taken(lease, first, now)
        _begin(recipients, server, now)
    return _by_activity(lease, recipients, first)


def _taken(lease: Lease, activities: list[int], now: datetime) -> list[Recipient]:
    at = connection.ops.adapt_datetimefield_value(now)
    values = [lease.fence, lease.alias_id, at, *activities]
    taken = Recipient.objects.raw(_TAKEN.format(marks=_marks(activities)), values)
    return sorted(taken, key=lambda one: (one.activity_id, one.pk))


def _begin(recipients: list[Recipient], server: str, now: datetime) -> None:
    at = connection.ops.adapt_datetimefield_value(now)
    begun = _BEGUN.format(marks=_marks(recipients))
    with connection.cursor() as cursor:
        cursor.execute(begun, [server, at, *(one.pk for one in recipients)])


def _marks(values: list[int] | list[Recipient]) -> str:
    return ", ".join(["%s"] * len(values))


def _by_activity(
    lease: Lease, recipients: Iterable[Recipient], order: Iterable[int]
) -> list[list[Recipient]]:
    grouped: dict[int, list[Recipient]] = {pk: [] for pk in order}
    for one in recipients:
        grouped[one.activity_id].append(one)
    grouped = {pk: some for pk, some in grouped.items() if some}
    has_files = Exists(OutgoingFile.objects.filter(activity=OuterRef("pk")).order_by())
    mails = Activity.objects.annotate(has_files=has_files).defer(*_UNREAD)
    activities = mails.in_bulk(list(grouped))
    wanted = {one.alias_id for one in activities.values()}
    aliases = Alias.objects.select_related("department__partition").in_bulk(list(wanted))
    for pk, some in grouped.items():
        activities[pk].alias = aliases[activities[pk].alias_id]
        lent = lending.as_sent(some[0], activities[pk])
        for one in some:
            one.activity = lent
    return list(grouped.values())
