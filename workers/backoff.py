"""When a job that failed is tried again: growing gaps with jitter, so that not all come at once."""

from datetime import timedelta

SHORTEST = timedelta(seconds=10)
LONGEST = timedelta(minutes=10)


def after(failures: int, *, interval: timedelta, jitter: float) -> timedelta:
    """The wait after so many failures in a row, never shorter than the interval.

    ``jitter`` is a random number from 0 to 1: it takes up to a fifth away.
    """
    doubled = SHORTEST * (1 << min(failures, 10))
    wait = min(max(doubled, interval), max(LONGEST, interval))
    return max(wait * (1 - jitter / 5), interval)
