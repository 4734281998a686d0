"""The next mails of an alias are taken in hand, in few statements, however many wait behind them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction

from activities import lending, turns
from activities.models import Activity, Recipient, RecipientState
from aliases import jobs
from aliases.jobs import Lease
from aliases.models import Alias

WAITING = (RecipientState.QUEUED, RecipientState.DEFERRED)
# What is sent when its time comes: also the uncertain ones that are to be sent once more.
CLAIMED = (*WAITING, RecipientState.UNCERTAIN)
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
# What composing asks of an activity: each further column costs with each mail.
_MAILS = """
SELECT id, alias_id, kind, answers_id, automatic, message_id, in_reply_to, "references", sender,
    sender_address, reply_to, "to", cc, subject, text, html, dated_at, at,
    EXISTS (SELECT 1 FROM activities_outgoingfile WHERE activity_id = mail.id) AS has_files
FROM activities_activity AS mail WHERE id IN ({marks})
"""


def claim(
    lease: Lease, *, limit: int, server: str, now: datetime, by_priority: bool = False
) -> list[list[Recipient]]:
    """Takes the next due mails of the alias: for each its due recipients, with attempts begun.

    Conditional on the state, so that nobody takes what another has. Raises LeaseLost. The alias of
    each activity is left to the caller, who has it.
    """
    due = Recipient.objects.filter(alias_id=lease.alias_id, state__in=CLAIMED, next_try_at__lte=now)
    with transaction.atomic():
        jobs.renew(lease, now)
        first = turns.next_mails(due, limit=limit, by_priority=by_priority)
        if not first:
            return []
        recipients = _taken(lease, first, now)
        _begin(recipients, server, now)
    return _by_activity(recipients, first)


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


def _by_activity(recipients: Iterable[Recipient], order: Iterable[int]) -> list[list[Recipient]]:
    grouped: dict[int, list[Recipient]] = {pk: [] for pk in order}
    for one in recipients:
        grouped[one.activity_id].append(one)
    grouped = {pk: some for pk, some in grouped.items() if some}
    pks = list(grouped)
    mails = Activity.objects.raw(_MAILS.format(marks=_marks(pks)), pks) if pks else ()
    activities = {one.pk: one for one in mails}
    _give_aliases([one[0] for one in grouped.values()], activities)
    for pk, some in grouped.items():
        lent = lending.as_sent(some[0], activities[pk])
        for one in some:
            one.activity = lent
    return list(grouped.values())


def _give_aliases(recipients: Iterable[Recipient], activities: Mapping[int, Activity]) -> None:
    """Mails that another alias sends get the one that they were written for."""
    lent = [
        mail for one in recipients if (mail := activities[one.activity_id]).alias_id != one.alias_id
    ]
    wanted = {one.alias_id for one in lent}
    if wanted:
        aliases = Alias.objects.select_related("department__partition").in_bulk(list(wanted))
        for mail in lent:
            mail.alias = aliases[mail.alias_id]
