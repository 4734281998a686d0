"""The status table of AL-14 and P20, played through minute by minute."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from aliases.conditions import APART, Condition, History, after_failure, after_success
from wire.errors import Cause

BEGIN = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STANDING = (Cause.REFUSED, Cause.CREDENTIALS, Cause.CONFIGURATION)


def play(causes: list[Cause]) -> list[tuple[datetime, Condition]]:
    """Each attempt as soon as it is allowed: when it was, and what followed. Ends where it stops."""
    history, now, seen = History(), BEGIN, []
    for cause in causes:
        verdict = after_failure(history, cause, now, jitter=0.5)
        history = verdict.history
        seen.append((now, history.condition))
        if verdict.not_before is None:
            break
        now = verdict.not_before
    return seen


@pytest.mark.parametrize("cause", Cause)
def test_the_first_two_failures_switch_nothing_off(cause) -> None:
    assert [what for _, what in play([cause] * 2)] == [Condition.FAILING] * 2


@pytest.mark.parametrize("cause", STANDING)
def test_a_standing_cause_stops_the_job_at_the_third_attempt(cause) -> None:
    seen = play([cause] * 9)
    assert [what for _, what in seen] == [Condition.FAILING, Condition.FAILING, Condition.STOPPED]


@pytest.mark.parametrize("cause", Cause)
def test_three_attempts_lie_at_least_a_minute_apart(cause) -> None:
    times = [at for at, _ in play([cause] * 3)]
    assert all(later - earlier >= MINUTE for earlier, later in itertools.pairwise(times))


@pytest.mark.parametrize("cause", [Cause.CREDENTIALS, Cause.REFUSED])
def test_a_password_or_a_restart_gets_ten_minutes(cause) -> None:
    times = [at for at, _ in play([cause] * 3)]
    assert times[-1] - times[0] >= 10 * MINUTE


def test_a_passing_cause_is_tried_every_ten_minutes_for_ever() -> None:
    seen = play([Cause.PASSING] * 50)
    assert {what for _, what in seen[2:]} == {Condition.RETRYING}
    gaps = [b[0] - a[0] for a, b in itertools.pairwise(seen[3:])]
    assert all(9 * MINUTE <= gap <= 10 * MINUTE for gap in gaps)


def test_causes_in_turn_never_stop_a_job() -> None:
    seen = play([Cause.REFUSED, Cause.PASSING] * 20)
    assert seen[-1][1] is Condition.RETRYING


def test_a_wrong_password_is_tried_at_most_four_times_an_hour_whatever_comes_between() -> None:
    causes = [Cause.CREDENTIALS, Cause.PASSING] * 20
    tried = [at for (at, _), cause in zip(play(causes), causes, strict=False)]
    refused = tried[::2]
    assert all(sum(0 <= (b - a).total_seconds() < 3600 for b in refused) <= 4 for a in refused)


def test_failures_within_a_minute_count_once() -> None:
    first = after_failure(History(), Cause.REFUSED, BEGIN, jitter=0).history
    again = after_failure(first, Cause.REFUSED, BEGIN + APART / 2, jitter=0).history
    assert again == first


def test_a_retried_job_that_is_refused_three_times_stops() -> None:
    seen = play([Cause.PASSING] * 4 + [Cause.CREDENTIALS] * 3)
    assert [what for _, what in seen][-2:] == [Condition.RETRYING, Condition.STOPPED]


def test_one_success_wipes_the_slate() -> None:
    assert after_success() == History(Condition.WORKING)


def test_the_pace_shortens_every_wait() -> None:
    verdict = after_failure(History(), Cause.PASSING, BEGIN, jitter=0, pace=1 / 60)
    assert verdict.not_before == BEGIN + timedelta(seconds=1)
