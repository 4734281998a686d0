"""What became of recipients is written: many answers in one transaction, each with its attempt."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from activities import noting
from activities.fates import Past, Patience, Verdict, verdict
from activities.hooks import telling
from activities.models import Activity, Attempt, Outcome, Phase, Recipient, RecipientState
from activities.noting import Result
from activities.queues import placing
from aliases.jobs import Lease
from departments.models import Partition
from exceptions.kinds import ExceptionKind
from wire.letters import Reply


def patience_of(partition: Partition) -> Patience:
    minutes = partition.uncertain_again_minutes
    return Patience(
        timedelta(days=partition.keep_trying_days), timedelta(minutes=minutes) if minutes else None
    )


def past_of(one: Recipient, *, uncertain: bool = False) -> Past:
    return Past(one.tries, one.refused_since, uncertain, no_sender=one.activity.automatic)


def held_by(lease: Lease, recipients: Iterable[Recipient]) -> QuerySet[Recipient]:
    """Those of ``recipients`` that this lease is still sending."""
    return Recipient.objects.filter(
        pk__in=[one.pk for one in recipients], state=RecipientState.SENDING, fence=lease.fence
    )


def settle(
    lease: Lease, results: Sequence[Result], leaving: Sequence[Recipient] = (), *, now: datetime
) -> None:
    """Writes each recipient's own outcome and completes its attempt, in one commit.

    ``leaving`` are those whose message leaves next. Raises LeaseLost, see `activities.noting`.
    """
    sent = [one for one in results if one[1].positive]
    if len(sent) == len(results):
        noting.note(lease, sent, leaving, now=now)
        return
    with transaction.atomic():
        noting.note(lease, sent, leaving, now=now)
        failed = [
            one.activity_id
            for one, reply in results
            if not reply.positive and _settled(lease, one, reply, now) is RecipientState.FAILED
        ]
        if failed:
            _to_the_exceptions(failed)


def _settled(lease: Lease, one: Recipient, reply: Reply, now: datetime) -> RecipientState | None:
    """The state of one that was not sent; None where it is not ours any more."""
    before = reply.lost and was_uncertain([one.pk])
    patience = patience_of(one.activity.alias.department.partition)
    found = verdict(past_of(one, uncertain=bool(before)), reply, patience, now)
    if not write(held_by(lease, [one]), found, str(reply)):
        return None
    Attempt.objects.filter(recipient=one, number=one.tries).update(
        phase=Phase.DATA if reply.lost else Phase.ANSWERED,
        outcome=found.outcome,
        code=reply.code,
        answer=str(reply),
        ended_at=now,
    )
    return found.state


def was_uncertain(pks: Iterable[int]) -> set[int]:
    """Those whose fate was uncertain once: they are sent a second time, never a third."""
    attempts = Attempt.objects.filter(recipient__in=list(pks), outcome=Outcome.UNCERTAIN)
    return set(attempts.values_list("recipient_id", flat=True))


def write(rows: QuerySet[Recipient], found: Verdict, answer: str) -> int:
    return rows.update(
        state=found.state,
        next_try_at=found.next_try_at,
        refused_since=found.refused_since,
        answer=answer,
    )


def _to_the_exceptions(activities: Sequence[int]) -> None:
    """Somebody has to look at what was refused for good (DI-8); at what no person sent, nobody."""
    mails = Activity.objects.filter(pk__in=activities, automatic=False)
    refused = mails.exclude(queue__exceptions=True, closed_at=None)
    new = list(refused.values_list("pk", flat=True))
    if not new:
        return
    told = Activity.objects.filter(pk__in=new)
    told.update(
        exception=ExceptionKind.PERMANENT,
        exception_rule="refused",
        exception_where="answer of the server",
    )
    placing.to_exceptions(told)
    telling.of_exceptions(list(told))
