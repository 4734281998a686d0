"""The way out: who is sending what is queued, and what became of each recipient.

The states of a recipient and the ways between them:
queued -> sending -> sent | failed | uncertain | deferred -> sending …; a sending that nobody
holds any more goes back to queued, or to uncertain where the message was on its way already.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from activities.models import (
    Activity,
    Attempt,
    Outcome,
    Phase,
    Recipient,
    RecipientState,
)
from activities.queues import placing
from aliases import health, jobs
from aliases.jobs import Job, Lease, LeaseLost
from exceptions.kinds import ExceptionKind
from wire.smtp import Reply

WAITING = (RecipientState.QUEUED, RecipientState.DEFERRED)
# A refusal that passes is tried again for this long (DI-8).
KEEP_TRYING = timedelta(days=2)


def claim(lease: Lease, *, limit: int, server: str, now: datetime) -> list[list[Recipient]]:
    """Takes the oldest due mails of the alias: for each its due recipients, with attempts begun.

    Conditional on the state, so that nobody takes what another has. Raises LeaseLost.
    """
    due = Recipient.objects.filter(alias_id=lease.alias_id, state__in=WAITING, next_try_at__lte=now)
    with transaction.atomic():
        jobs.renew(lease, now)
        activities = list(
            due.order_by("activity_id").values_list("activity_id", flat=True).distinct()[:limit]
        )
        taken = due.filter(activity_id__in=activities)
        pks = list(taken.values_list("pk", flat=True))
        Recipient.objects.filter(pk__in=pks, state__in=WAITING).update(
            state=RecipientState.SENDING, fence=lease.fence
        )
        mine = Recipient.objects.filter(
            pk__in=pks, state=RecipientState.SENDING, fence=lease.fence
        ).order_by("activity_id", "pk")
        recipients = list(mine.select_related("activity__alias__department__partition"))
        for recipient in recipients:
            recipient.tries += 1
        Recipient.objects.bulk_update(recipients, ["tries"])
        Attempt.objects.bulk_create(
            Attempt(recipient=one, number=one.tries, server=server, begun_at=now)
            for one in recipients
        )
    return _by_activity(recipients)


def _by_activity(recipients: Iterable[Recipient]) -> list[list[Recipient]]:
    grouped: dict[int, list[Recipient]] = {}
    for one in recipients:
        grouped.setdefault(one.activity_id, []).append(one)
    return list(grouped.values())


def on_its_way(lease: Lease, recipients: Sequence[Recipient]) -> None:
    """Notes, before the message itself is sent, that from now on its fate may be uncertain.

    Raises LeaseLost where the recipients were given to another worker meanwhile: the message is
    not sent then.
    """
    attempts = Attempt.objects.filter(recipient__in=_held(lease, recipients), outcome="")
    if attempts.update(phase=Phase.DATA) != len(recipients):
        raise LeaseLost("a recipient was taken over")


def settle(
    lease: Lease, recipients: Sequence[Recipient], replies: dict[str, Reply], *, now: datetime
) -> None:
    """Writes each recipient's own outcome and completes its attempt."""
    with transaction.atomic():
        for one in recipients:
            reply = replies[one.address]
            outcome, next_try_at = _verdict(one, reply, now)
            answer = f"{reply.code} {reply.text}" if reply.code else reply.text
            changed = _held(lease, [one]).update(
                state=outcome.value,
                next_try_at=next_try_at,
                answer=answer,
                sent_at=now if outcome is Outcome.SENT else None,
            )
            if changed:
                Attempt.objects.filter(recipient=one, number=one.tries).update(
                    phase=Phase.DATA if reply.lost else Phase.ANSWERED,
                    outcome=outcome,
                    code=reply.code,
                    answer=answer,
                    ended_at=now,
                )
            if changed and outcome is Outcome.FAILED:
                _to_the_exceptions(one.activity_id)


def _to_the_exceptions(activity_id: int) -> None:
    """Somebody has to look at what was refused for good (DI-8); at what no person sent, nobody."""
    refused = Activity.objects.filter(pk=activity_id, automatic=False)
    refused.update(
        exception=ExceptionKind.PERMANENT,
        exception_rule="refused",
        exception_where="answer of the server",
    )
    placing.to_exceptions(refused)


def _verdict(one: Recipient, reply: Reply, now: datetime) -> tuple[Outcome, datetime | None]:
    if reply.positive:
        return Outcome.SENT, None
    if reply.lost:
        return Outcome.UNCERTAIN, None
    if reply.transient and now - one.queued_at < KEEP_TRYING:
        return Outcome.DEFERRED, now + gap(one.tries)
    return Outcome.FAILED, None


def gap(tries: int) -> timedelta:
    """How long to wait after so many tries: 1, 5, 15, 30 minutes, then hourly."""
    minutes = (1, 5, 15, 30)
    return timedelta(minutes=minutes[tries - 1] if tries <= len(minutes) else 60)


def give_back(lease: Lease, recipients: Sequence[Recipient], why: str, *, now: datetime) -> None:
    """The connection was lost before the message was sent: they wait for the next run."""
    put_back(lease, recipients, why, again=now + timedelta(minutes=1), now=now)


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
        held = _held(lease, recipients)
        Attempt.objects.filter(recipient__in=held, outcome="").update(
            outcome=Outcome.INTERRUPTED, answer=why, ended_at=now
        )
        # Where nothing was tried they wait for their turn, as before.
        at_once = again is not None and again <= now
        state = RecipientState.QUEUED if at_once else RecipientState.DEFERRED
        held.update(state=state, answer=why, next_try_at=again)


def fail(lease: Lease, recipients: Sequence[Recipient], why: str, *, now: datetime) -> None:
    """The message itself cannot be sent: no server was asked."""
    with transaction.atomic():
        held = _held(lease, recipients)
        Attempt.objects.filter(recipient__in=held, outcome="").update(
            outcome=Outcome.FAILED, answer=why, ended_at=now
        )
        held.update(state=RecipientState.FAILED, answer=why, next_try_at=None)


def _held(lease: Lease, recipients: Sequence[Recipient]) -> QuerySet[Recipient]:
    return Recipient.objects.filter(
        pk__in=[one.pk for one in recipients], state=RecipientState.SENDING, fence=lease.fence
    )


def reap(alias_id: int, *, below: int, now: datetime) -> int:
    """Frees what workers that are gone left in *sending*: those with a fence below ``below``.

    Where the message was on its way it is uncertain whether it arrived; all else waits again.
    Returns how many.
    """
    lost = Recipient.objects.filter(
        alias_id=alias_id, state=RecipientState.SENDING, fence__lt=below
    )
    open_attempts = Attempt.objects.filter(recipient__in=lost, outcome="")
    with transaction.atomic():
        # By condition, not by what was read: a message may get on its way at this very moment.
        open_attempts.filter(phase=Phase.ENVELOPE).update(outcome=Outcome.INTERRUPTED, ended_at=now)
        why = "The worker ended while the message was on its way; the server may have it."
        on_way = list(open_attempts.values_list("recipient_id", flat=True))
        open_attempts.update(outcome=Outcome.UNCERTAIN, answer=why, ended_at=now)
        uncertain = lost.filter(pk__in=on_way).update(
            state=RecipientState.UNCERTAIN, answer=why, next_try_at=None
        )
        again = lost.update(state=RecipientState.QUEUED, next_try_at=now)
    return uncertain + again


def next_due(alias_id: int) -> datetime | None:
    """When the alias has something to send again."""
    waiting = Recipient.objects.filter(alias_id=alias_id, state__in=WAITING)
    earliest: datetime | None = waiting.aggregate(at=Min("next_try_at"))["at"]
    return earliest


@transaction.atomic
def finish(lease: Lease, report: jobs.Report, *, now: datetime) -> None:
    """Gives the dispatcher's job back, due when the next recipient is.

    The row is locked first: mail queued while the job ends either is seen here or makes it due.
    """
    Job.objects.select_for_update().get(pk=lease.job_id)
    health.give_back(lease, report, due=next_due(lease.alias_id), now=now)


@transaction.atomic
def send_again(recipients: Iterable[Recipient], now: datetime) -> int:
    """By a person's decision: uncertain, failed and held ones are queued once more, same Message-ID.

    Held are those that wait without a time of the next try.
    """
    over = Q(state__in=(RecipientState.UNCERTAIN, RecipientState.FAILED))
    over |= Q(state__in=WAITING, next_try_at=None)
    done = 0
    for one in recipients:
        settled = Recipient.objects.filter(over, pk=one.pk)
        if settled.update(state=RecipientState.QUEUED, next_try_at=now, queued_at=now):
            jobs.wake(one.alias_id, jobs.Direction.DISPATCH, now)
            done += 1
    return done
