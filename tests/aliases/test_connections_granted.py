"""How many connections a dispatcher gets: as much as waits, within the alias's and the host's limit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities import queueing
from aliases import jobs
from aliases.jobs import Direction, Job
from departments.models import Partition

pytestmark = pytest.mark.django_db


def granted(make_alias, waiting: int, **fields: object) -> int | None:
    """The connections of a new alias of the same host for which so many mails wait."""
    alias = make_alias(outgoing_host="mx.lab.test", **fields)
    for number in range(waiting):
        queueing.queue(queueing.Draft("Hello", "x\n", [f"box{number}@lab.test"]), alias)
    now = timezone.now() + timedelta(seconds=1)
    Job.objects.filter(alias=alias, direction=Direction.DISPATCH).update(next_due_at=now)
    lease = jobs.take(alias.pk, Direction.DISPATCH, now)
    return lease and lease.connections


@pytest.mark.parametrize(("waiting", "connections"), [(0, 1), (9, 1), (10, 2), (35, 4)])
def test_a_connection_more_is_worth_ten_recipients(make_alias, waiting, connections) -> None:
    assert granted(make_alias, waiting) == connections


def test_an_alias_gets_no_more_than_it_is_set_to(make_alias) -> None:
    assert granted(make_alias, 30, outgoing_connections=2) == 2


def test_all_of_a_host_together_stay_within_the_partitions_limit(make_alias) -> None:
    make_alias()
    Partition.objects.update(connections_per_host=5)
    assert [granted(make_alias, 35) for _ in range(3)] == [4, 1, None]
