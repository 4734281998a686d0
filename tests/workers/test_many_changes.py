"""Many aliases changed at once: no run comes later for it than one tick (P23)."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from aliases.jobs import Direction, Job
from aliases.models import Alias
from workers import due

pytestmark = pytest.mark.django_db(transaction=True)

ALIASES = 500
TICK = 0.25
# The changes are spread over so many seconds, and so are the due times.
SECONDS = 6.0


@pytest.fixture
def aliases(make_alias) -> list[Alias]:
    """Copies of one alias, made at once."""
    first = make_alias()
    copies = [Alias.objects.get(pk=first.pk) for _ in range(ALIASES)]
    for number, copy in enumerate(copies):
        copy.pk, copy.address = None, f"many{number}@lab.test"
    return Alias.objects.bulk_create(copies)


@pytest.fixture
def due_at(aliases) -> dict[int, object]:
    begin = timezone.now() + timedelta(seconds=1)
    times = {
        alias.pk: begin + timedelta(seconds=SECONDS * number / ALIASES)
        for number, alias in enumerate(aliases)
    }
    Job.objects.all().delete()
    Job.objects.bulk_create(
        Job(alias_id=pk, direction=Direction.RETRIEVE, next_due_at=at) for pk, at in times.items()
    )
    return times


@contextmanager
def changing(aliases: list[Alias]) -> Iterator[None]:
    """Somebody saves one after the other, each with its history, evenly over the time."""

    def change() -> None:
        begun = time.monotonic()
        try:
            for number, alias in enumerate(reversed(aliases)):
                alias.description = f"changed as number {number}"
                alias.save()
                time.sleep(max(0, begun + SECONDS * number / ALIASES - time.monotonic()))
        finally:
            connection.close()

    thread = threading.Thread(target=change)
    thread.start()
    yield
    thread.join()


def test_each_tick_claims_all_that_is_due_while_500_aliases_are_changed(aliases, due_at) -> None:
    left = dict(due_at)
    with changing(aliases):
        while left:
            now = timezone.now()
            claimed = {one.alias_id for one in due.claim(Direction.RETRIEVE, now)}
            assert claimed == {pk for pk, at in left.items() if at <= now}
            Job.objects.filter(alias__in=claimed).update(next_due_at=None)
            left = {pk: at for pk, at in left.items() if pk not in claimed}
            time.sleep(TICK)
    assert Alias.objects.filter(description__startswith="changed").count() == ALIASES
