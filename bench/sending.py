"""Sending: from the outbox to the sink, with every recipient's outcome in the database."""

import contextlib
import time
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from activities import queueing
from activities.models import Attempt, Outcome, Recipient, RecipientState
from aliases.jobs import Direction, Job
from aliases.models import Alias
from bench import limits, mail
from bench.rows import WrongResult, forget, new_alias, require
from bench.servers import Sink
from tests.servers.ports import wait_until
from workers import tasks

SENDER = "support@lab.test"
QUEUED_AT_ONCE = 200


def product(sink: Sink, count: int, *, kilobytes: int = 5) -> float:
    """The seconds of the dispatcher for `count` mails that were queued before.

    Raises:
        WrongResult: a recipient is not *sent*, or the sink did not get its mail.
    """
    alias = new_alias(SENDER, outgoing_port=sink.port, outgoing_connections=limits.TEN)
    _queue(alias, count, kilobytes)
    before = sink.taken
    begun = time.perf_counter()
    _dispatch(alias)
    seconds = time.perf_counter() - begun
    sent = Recipient.objects.filter(alias=alias, state=RecipientState.SENT)
    require(sent.count(), count, "recipients sent")
    attempts = Attempt.objects.filter(recipient__in=sent, outcome=Outcome.SENT)
    require(attempts.count(), count, "attempts that were answered")
    _require_taken(sink, before + count)
    forget()
    return seconds


def _queue(alias: Alias, count: int, kilobytes: int) -> None:
    for first in range(0, count, QUEUED_AT_ONCE):
        with transaction.atomic():
            for number in range(first, min(first + QUEUED_AT_ONCE, count)):
                text = mail.letter_text(number, kilobytes=kilobytes)
                queueing.queue(queueing.Draft("Your order", text, [_receiver(number)]), alias)


def _receiver(number: int) -> str:
    return f"customer{number}@customers.test"


def _dispatch(alias: Alias) -> None:
    """Run the task as a worker does, until nothing is due any more."""
    due = Job.objects.filter(alias=alias, direction=Direction.DISPATCH)
    while due.filter(next_due_at__lte=timezone.now()).exists():
        tasks.dispatch(alias.pk)
        job = due.get()
        if job.error or not job.done:
            raise WrongResult(f"The dispatcher sent {job.done}: {job.error}")


def aiosmtplib_limit(sink: Sink, count: int, *, kilobytes: int = 5) -> float:
    """The seconds of aiosmtplib's bare loop. Raises WrongResult."""
    return _limit(sink, _letters(count, kilobytes), limits.aiosmtplib_loop)


def ten_limit(sink: Sink, count: int, *, kilobytes: int = 5) -> float:
    """The seconds of ten of these at once. Raises WrongResult."""
    return _limit(sink, _letters(count, kilobytes), limits.ten_aiosmtplib_loops)


def source_limit(sink: Sink, count: int, *, kilobytes: int = 5) -> float:
    """The seconds of `smtp-source`. Raises WrongResult."""
    before, begun = sink.taken, time.perf_counter()
    limits.smtp_source((sink.host, sink.port), SENDER, count=count, size=kilobytes * 1024)
    seconds = time.perf_counter() - begun
    _require_taken(sink, before + count)
    return seconds


def smtplib_limit(sink: Sink, count: int, *, kilobytes: int = 5) -> float:
    """The seconds of smtplib's bare loop. Raises WrongResult."""
    return _limit(sink, _letters(count, kilobytes), limits.smtplib_loop)


def _letters(count: int, kilobytes: int) -> limits.Letters:
    return [
        (receiver, mail.letter(number, sender=SENDER, receiver=receiver, kilobytes=kilobytes))
        for number, receiver in ((number, _receiver(number)) for number in range(count))
    ]


def _limit(
    sink: Sink,
    letters: limits.Letters,
    send: Callable[[limits.Address, str, limits.Letters], None],
) -> float:
    before = sink.taken
    begun = time.perf_counter()
    send((sink.host, sink.port), SENDER, letters)
    seconds = time.perf_counter() - begun
    _require_taken(sink, before + len(letters))
    return seconds


def _require_taken(sink: Sink, expected: int) -> None:
    with contextlib.suppress(TimeoutError):
        wait_until(lambda: sink.taken >= expected, seconds=5)
    require(sink.taken, expected, "messages at the sink")
