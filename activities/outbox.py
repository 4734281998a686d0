"""The way out: who is sending what is queued, and what comes back without an answer.

`activities.states` has the states of a recipient and the ways between them, `activities.settling`
writes what servers answered. A sending that nobody holds any more goes back to queued, or to
uncertain where the message was on its way already. People hold, cancel and retry
(`activities.sending_list`); a report makes of sent delivered or bounced (`activities.bounces`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet

from activities import fates
from activities.claiming import CLAIMED, WAITING, claim
from activities.models import Attempt, Outcome, Phase, Recipient, RecipientState
from activities.settling import (
    held_by,
    past_of,
    patience_of,
    settle,
    was_uncertain,
    write,
)
from aliases import health, jobs
from aliases.jobs import Job, Lease
from wire.letters import Reply

__all__ = [
    "claim",
    "fail",
    "finish",
    "hold_all",
    "next_due",
    "put_back",
    "reap",
    "send_again",
    "sent_since",
    "settle",
    "turned_back",
]

NO_SERVER = "Held: its alias was deleted, and the partition has no default SMTP server."


def turned_back(lease: Lease, recipients: Sequence[Recipient], why: str, *, now: datetime) -> None:
    """The connection was lost before the message was sent: as a refusal that passes."""
    with transaction.atomic():
        Attempt.objects.filter(recipient__in=held_by(lease, recipients), outcome="").update(
            outcome=Outcome.INTERRUPTED, answer=why, ended_at=now
        )
        for one in recipients:
            patience = patience_of(one.activity.alias.department.partition)
            found = fates.verdict(past_of(one), Reply(451, ""), patience, now)
            write(held_by(lease, [one]), found, why)


def put_back(
    lease: Lease,
    recipients: Sequence[Recipient],
    why: str,
    *,
    again: datetime | None,
    now: datetime,
) -> None:
    """Nothing was sent: they wait until ``again``, or for a person where that is None."""
    with transaction.atomic():
        held = held_by(lease, recipients)
        Attempt.objects.filter(recipient__in=held, outcome="").update(
            outcome=Outcome.INTERRUPTED, answer=why, ended_at=now
        )
        # Where nothing was tried they wait for their turn, as before.
        at_once = again is not None and again <= now
        state = RecipientState.QUEUED if at_once else RecipientState.DEFERRED
        if again is None:
            state = RecipientState.HELD
        held.update(state=state, answer=why, next_try_at=again)


def fail(lease: Lease, recipients: Sequence[Recipient], why: str, *, now: datetime) -> None:
    """The message itself cannot be sent: no server was asked."""
    with transaction.atomic():
        held = held_by(lease, recipients)
        Attempt.objects.filter(recipient__in=held, outcome="").update(
            outcome=Outcome.FAILED, answer=why, ended_at=now
        )
        held.update(state=RecipientState.FAILED, answer=why, next_try_at=None)


def reap(alias_id: int, *, below: int, now: datetime) -> int:
    """Frees what workers that are gone left in *sending*: those with a fence below ``below``.

    Where the message was on its way it is uncertain whether it arrived; all else waits again.
    Returns how many.
    """
    lost = Recipient.objects.filter(
        alias_id=alias_id, state=RecipientState.SENDING, fence__lt=below
    )
    if not lost.exists():
        return 0
    open_attempts = Attempt.objects.filter(recipient__in=lost, outcome="")
    with transaction.atomic():
        # By condition, not by what was read: a message may get on its way at this very moment.
        open_attempts.filter(phase=Phase.ENVELOPE).update(outcome=Outcome.INTERRUPTED, ended_at=now)
        why = "The worker ended while the message was on its way; the server may have it."
        on_way = list(open_attempts.values_list("recipient_id", flat=True))
        before = was_uncertain(on_way)
        open_attempts.update(outcome=Outcome.UNCERTAIN, answer=why, ended_at=now)
        uncertain = _uncertain(lost.filter(pk__in=on_way), before, why, now)
        again = lost.update(state=RecipientState.QUEUED, next_try_at=now)
    return uncertain + again


def _uncertain(lost: QuerySet[Recipient], before: set[int], why: str, now: datetime) -> int:
    """Those that were so ``before`` wait for a person, the others as their partition says."""
    number = 0
    for again, rows in ((True, lost.filter(pk__in=before)), (False, lost.exclude(pk__in=before))):
        if one := rows.select_related("alias__department__partition").first():
            patience = patience_of(one.alias.department.partition)
            number += write(rows, fates.uncertain(fates.Past(uncertain=again), patience, now), why)
    return number


def hold_all(alias_id: int, why: str) -> int:
    """What waits to be sent by the alias waits for a person from now on; returns how many."""
    mine = Recipient.objects.filter(alias_id=alias_id)
    mine.filter(state=RecipientState.UNCERTAIN).update(next_try_at=None)
    waiting = mine.filter(state__in=WAITING)
    return waiting.update(state=RecipientState.HELD, next_try_at=None, answer=why)


def next_due(alias_id: int) -> datetime | None:
    """When the alias has something to send again."""
    waiting = Recipient.objects.filter(alias_id=alias_id, state__in=CLAIMED)
    earliest: datetime | None = waiting.aggregate(at=Min("next_try_at"))["at"]
    return earliest


def sent_since(alias_id: int, since: datetime) -> tuple[int, datetime | None]:
    """How many mails of the alias were sent, and when the first of them was."""
    sent = Recipient.objects.filter(alias_id=alias_id, sent_at__gt=since)
    found = sent.aggregate(number=Count("activity", distinct=True), first=Min("sent_at"))
    return found["number"], found["first"]


@transaction.atomic
def finish(lease: Lease, report: jobs.Report, *, now: datetime) -> None:
    """Gives the dispatcher's job back, due when the next recipient is.

    The row is locked first: mail queued while the job ends either is seen here or makes it due.
    """
    Job.objects.select_for_update().get(pk=lease.job_id)
    health.give_back(lease, report, due=next_due(lease.alias_id), now=now)


@transaction.atomic
def send_again(recipients: Iterable[Recipient], now: datetime) -> int:
    """By a person's decision: uncertain, failed and held ones are queued once more, same Message-ID."""
    over = Q(state__in=(RecipientState.UNCERTAIN, RecipientState.FAILED, RecipientState.HELD))
    done = 0
    for one in recipients:
        settled = Recipient.objects.filter(over, pk=one.pk)
        fresh = {"next_try_at": now, "queued_at": now, "refused_since": None}
        if settled.update(state=RecipientState.QUEUED, **fresh):
            jobs.wake(one.alias_id, jobs.Direction.DISPATCH, now)
            done += 1
    return done
