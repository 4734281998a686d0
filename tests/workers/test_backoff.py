"""The gaps between tries."""

from datetime import timedelta

import pytest

from activities import outbox
from workers import backoff

MINUTE = timedelta(minutes=1)


def test_the_wait_grows_up_to_ten_minutes() -> None:
    waits = [backoff.after(n, interval=timedelta(seconds=1), jitter=0) for n in range(12)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=10)
    assert waits[-1] == 10 * MINUTE


def test_the_wait_is_never_shorter_than_the_interval() -> None:
    assert backoff.after(0, interval=60 * MINUTE, jitter=1) == 60 * MINUTE


def test_jitter_takes_up_to_a_fifth_away() -> None:
    least = backoff.after(9, interval=timedelta(0), jitter=1)
    assert 8 * MINUTE <= least < 10 * MINUTE


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 30), (5, 60), (40, 60)]
)
def test_a_deferred_recipient_waits_longer_each_time(tries, minutes) -> None:
    assert outbox.gap(tries) == minutes * MINUTE
