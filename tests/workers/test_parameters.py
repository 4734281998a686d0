"""What a dispatcher's parameters do: batch size, sleep time, timeout and priority (SV-4)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities import outbox, queueing
from activities.models import Activity, Recipient
from aliases import connections, health, jobs
from aliases.instances import Parameters, ServiceInstance
from aliases.jobs import Direction, Job, Report
from aliases.models import Alias
from tests.mailcenter.rows import receive
from tests.stock import dispatch_now, message
from workers import due
from workers.watch.jobs import longest_wait

pytestmark = pytest.mark.django_db


def lease_of(alias: Alias) -> jobs.Lease:
    lease = jobs.take(alias.pk, Direction.DISPATCH, timezone.now())
    assert lease is not None
    return lease


def queued(alias: Alias, answers: Activity | None = None) -> Activity:
    draft = queueing.Draft("x", "x", ["a@customers.test"])
    return queueing.queue(draft, alias, answers=answers)


def answered(alias: Alias) -> Activity:
    """A mail by another alias, in answer to what came in by ``alias``."""
    return receive(alias, message(To=alias.address))


def claimed(alias: Alias, **how: object) -> list[int]:
    batch = outbox.claim(lease_of(alias), server="x", now=timezone.now(), **how)
    return [some[0].activity_id for some in batch]


def test_without_priority_the_oldest_go_first(make_alias) -> None:
    alias, urgent = make_alias(), make_alias(priority=9)
    first, second = queued(alias), queued(alias, answered(urgent))
    assert claimed(alias, limit=5) == [first.pk, second.pk]


def test_with_priority_answers_to_urgent_aliases_go_first_then_what_was_queued_first(
    make_alias,
) -> None:
    alias, urgent, idle = make_alias(), make_alias(priority=9), make_alias(priority=1)
    last = queued(alias, answered(idle))
    new, older = queued(alias), queued(alias)
    old = timezone.now() - timedelta(hours=1)
    Recipient.objects.filter(activity=older).update(queued_at=old)
    first = queued(alias, answered(urgent))
    order = [first.pk, older.pk, new.pk, last.pk]
    assert claimed(alias, limit=4, by_priority=True) == order


def test_a_small_batch_takes_the_most_urgent_alone(make_alias) -> None:
    alias, urgent = make_alias(), make_alias(priority=9)
    queued(alias)
    first = queued(alias, answered(urgent))
    assert claimed(alias, limit=1, by_priority=True) == [first.pk]


def test_a_dispatcher_sleeps_after_a_run_whatever_is_queued_meanwhile(make_alias) -> None:
    alias, now = make_alias(), timezone.now()
    queued(alias)
    lease = lease_of(alias)
    Recipient.objects.update(state="sent", next_try_at=None)
    outbox.finish(lease, Report(done=1, not_before=now + timedelta(minutes=20)), now=now)
    queued(alias)
    assert due.claim(Direction.DISPATCH, now + timedelta(minutes=19)) == []
    assert [one.alias_id for one in due.claim(Direction.DISPATCH, now + timedelta(minutes=21))]
    # To have slept is not to have been late.
    assert longest_wait(Direction.DISPATCH, now + timedelta(minutes=21)) <= timedelta(minutes=1)


def test_run_now_wakes_who_sleeps(make_alias) -> None:
    alias, now = make_alias(), timezone.now()
    queued(alias)
    tomorrow = now + timedelta(hours=24)
    outbox.finish(lease_of(alias), Report(done=1, not_before=tomorrow), now=now)
    health.restart(alias, Direction.DISPATCH, now=now)
    assert [one.alias_id for one in due.claim(Direction.DISPATCH, now)] == [alias.pk]


def test_the_timeout_of_the_dispatcher_goes_before_that_of_the_alias(make_alias) -> None:
    alias = make_alias(outgoing_timeout=30)
    assert connections.outgoing_endpoint(alias).timeout == 30
    ServiceInstance.objects.filter(pk=alias.dispatcher_id).update(smtp_timeout=7)
    again = Alias.objects.get(pk=alias.pk)
    assert connections.outgoing_endpoint(again).timeout == 7


def test_a_run_reads_the_parameters_anew(make_alias) -> None:
    alias = make_alias()
    ServiceInstance.objects.filter(pk=alias.dispatcher_id).update(batch_size=3, sleep_minutes=60)
    parameters = ServiceInstance.objects.get(pk=alias.dispatcher_id).parameters
    assert parameters == Parameters(batch_size=3, sleep=timedelta(hours=1))


@pytest.mark.real
@pytest.mark.django_db(transaction=True)
def test_the_task_sleeps_as_its_dispatcher_says(sending_alias, dovecot) -> None:
    ServiceInstance.objects.filter(pk=sending_alias.dispatcher_id).update(sleep_minutes=5)
    draft = queueing.Draft("x", "x", [dovecot.mailbox()])
    queueing.queue(draft, sending_alias)
    before = timezone.now()
    job: Job = dispatch_now(sending_alias)
    assert job.error == ""
    assert job.not_before is not None
    assert timedelta(minutes=4) < job.not_before - before < timedelta(minutes=6)
