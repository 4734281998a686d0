"""Sending while much more waits: the outbox must not slow down with what lies in it."""

import time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from activities.models import Activity, Case, Direction, Recipient, RecipientState
from aliases.models import Alias
from bench.rows import forget, new_alias, require
from bench.servers import Sink
from workers import tasks

AT_ONCE = 1000


def product(sink: Sink, count: int, *, waiting: int) -> float:
    """The seconds for `count` of the small mails that are due, of which there are `waiting`.

    Raises:
        WrongResult: another number was sent.
    """
    # a limit of mails a minute ends the run where it is to end
    alias = new_alias("support@lab.test", outgoing_port=sink.port, outgoing_per_minute=count)
    _fill(alias, max(waiting, count))
    with connection.cursor() as cursor:
        # as autovacuum and the checkpointer have done where mail has waited for minutes
        cursor.execute("VACUUM ANALYZE activities_recipient, activities_activity")
        cursor.execute("CHECKPOINT")
    alias.jobs.filter(direction="dispatch").update(next_due_at=timezone.now())
    begun = time.perf_counter()
    tasks.dispatch(alias.pk)
    seconds = time.perf_counter() - begun
    sent = Recipient.objects.filter(alias=alias, state=RecipientState.SENT).count()
    require(sent, count, "recipients sent")
    forget()
    return seconds


def _fill(alias: Alias, number: int) -> None:
    case = Case.objects.create(department=alias.department, subject="Your order")
    for first in range(0, number, AT_ONCE):
        some = range(first, min(first + AT_ONCE, number))
        with transaction.atomic():
            made = Activity.objects.bulk_create(_mail(case, alias, one) for one in some)
            Recipient.objects.bulk_create(
                Recipient(
                    activity=one, alias=alias, department_id=alias.department_id, address=one.to
                )
                for one in made
            )


def _mail(case: Case, alias: Alias, number: int) -> Any:
    return Activity(
        case=case,
        department=alias.department,
        alias=alias,
        direction=Direction.OUTBOUND,
        message_id=f"{number}.bench@lab.test",
        sender_address=alias.address,
        to=f"customer{number}@customers.test",
        subject="Your order",
        text="It comes tomorrow.\n",
    )
