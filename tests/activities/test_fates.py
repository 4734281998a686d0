"""What an answer makes of a recipient, with its past and the partition's patience."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.fates import Past, Patience, gap, verdict
from wire.errors import Step
from wire.letters import Reply

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = Reply(451, "4.3.0 Later")
QUOTA = Reply(550, "5.4.5 Daily sending limit exceeded")
NOT_YOU = Reply(550, "5.7.1 Not you", Step.SENDER)


def seen(past: Past, reply: Reply, **patience: object):
    found = verdict(past, reply, Patience(**patience), NOW)
    wait = found.next_try_at - NOW if found.next_try_at else None
    return found.state, wait, found.refused_since


def test_gaps_grow_to_an_hour() -> None:
    assert [gap(tries).total_seconds() // 60 for tries in range(1, 7)] == [1, 5, 15, 30, 60, 60]


def test_a_refusal_is_counted_from_the_first() -> None:
    assert seen(Past(1), LATER) == ("deferred", timedelta(minutes=1), NOW)
    first = NOW - timedelta(hours=47)
    assert seen(Past(9, first), LATER) == ("deferred", timedelta(hours=1), first)
    assert seen(Past(9, NOW - timedelta(days=2)), LATER)[0] == "failed"


def test_a_wait_for_the_first_try_counts_for_nothing() -> None:
    assert seen(Past(1, None), LATER, keep_trying=timedelta(hours=1))[0] == "deferred"


def test_a_limit_of_the_alias_gives_its_time_back() -> None:
    first = NOW - timedelta(days=3)
    assert seen(Past(5, first), QUOTA) == (
        "deferred",
        timedelta(hours=1),
        first + timedelta(hours=1),
    )
    assert seen(Past(5), QUOTA) == ("deferred", timedelta(hours=1), None)


@pytest.mark.parametrize(("no_sender", "state"), [(True, "failed"), (False, "deferred")])
def test_an_empty_sender_that_is_refused_says_nothing_of_the_alias(no_sender, state) -> None:
    assert seen(Past(1, no_sender=no_sender), NOT_YOU)[0] == state


@pytest.mark.parametrize(
    ("again", "before", "wait"),
    [
        (None, False, None),
        (timedelta(minutes=5), False, timedelta(minutes=5)),
        (timedelta(minutes=5), True, None),
    ],
)
def test_what_is_uncertain_is_sent_once_more_at_the_most(again, before, wait) -> None:
    past = Past(1, uncertain=before)
    assert seen(past, Reply(0, "lost"), once_more=again) == ("uncertain", wait, None)
