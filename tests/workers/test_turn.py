from datetime import timedelta

import pytest
from django.utils import timezone

from aliases import jobs
from aliases.instances import ServiceInstance
from aliases.jobs import Direction, Job
from tests.stock import due_now, message, retrieve_now
from workers import turn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real]


@pytest.fixture
def full(alias, dovecot, monkeypatch):
    """An alias with five messages, whose share of time is over at once."""
    monkeypatch.setattr(turn, "SHARE", 0.0)
    monkeypatch.setattr(turn, "LOOK", 0.0)
    dovecot.append(alias.address, [message() for _ in range(5)])
    return alias


def waits(alias, **columns) -> None:
    now = timezone.now()
    handed_out = {"next_due_at": now, "claimed_until": now + timedelta(seconds=30)} | columns
    Job.objects.filter(alias=alias, direction=Direction.RETRIEVE).update(**handed_out)


def test_a_full_mailbox_goes_on_where_nobody_waits(full):
    assert retrieve_now(full).done == 5


def test_a_full_mailbox_lets_others_in_and_is_due_at_once(full, make_alias, monkeypatch):
    waits(make_alias())
    job = retrieve_now(full)
    assert (job.found, job.done) == (5, 0)
    assert job.next_due_at <= timezone.now()
    monkeypatch.setattr(turn, "SHARE", 10.0)
    assert retrieve_now(full).done == 5


def test_a_server_that_takes_longer_to_let_us_in_has_its_turn_all_the_same(full, make_alias):
    waits(make_alias())
    due_now(full, Direction.RETRIEVE)
    lease = jobs.take(full.pk, Direction.RETRIEVE, timezone.now())
    mine = turn.Turn(lease)
    assert not mine.over()
    mine.moves()
    assert mine.over()


def test_what_another_worker_has_begun_does_not_wait(full, make_alias):
    waits(make_alias(), leased_until=timezone.now() + timedelta(minutes=1))
    assert retrieve_now(full).done == 5


def test_what_waits_for_the_workers_of_another_instance_is_not_let_in(full, make_alias, root):
    own = ServiceInstance.objects.create(
        partition=root.partition, direction=Direction.RETRIEVE, name="Own"
    )
    waits(make_alias(retriever=own))
    assert retrieve_now(full).done == 5
