"""Aliases that nobody has retrieved for too long."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from aliases.directions import Direction
from aliases.incidents import opening
from aliases.incidents.models import Kind
from aliases.jobs import Job
from workers.watch import stale

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("interval", "minutes"), [(10, 15), (60, 15), (300, 15), (301, 15.05), (3600, 180)]
)
def test_too_long_is_three_intervals_and_a_quarter_of_an_hour_at_least(interval, minutes) -> None:
    assert stale.too_long(timedelta(seconds=interval)) == minutes * MINUTE


@pytest.mark.parametrize(
    ("succeeded", "watched", "answer"),
    [(14, 500, False), (16, 500, True), (None, 16, True), (None, 14, False), (9000, 5, False)],
)
def test_an_alias_is_stale_since_its_last_success_or_since_it_was_switched_on(
    succeeded, watched, answer
) -> None:
    last = None if succeeded is None else NOW - succeeded * MINUTE
    since = NOW - watched * MINUTE
    found = stale.is_stale(NOW, succeeded=last, watched_since=since, interval=MINUTE)
    assert found is answer


@pytest.fixture
def silent(make_alias):
    """An alias whose last success was an hour ago."""
    alias = make_alias()
    ago = timezone.now() - timedelta(hours=1)
    Job.objects.filter(alias=alias).update(last_success_at=ago, watched_since=ago)
    return alias


def found() -> list[str]:
    return [one.subject for one in stale.find(timezone.now())]


def test_a_silent_alias_is_found_with_what_to_do(silent) -> None:
    [trouble] = stale.find(timezone.now())
    assert (trouble.kind, trouble.alias) == (Kind.STALE, silent)
    assert "not been retrieved for 1" in trouble.words
    assert "Operation" in trouble.remedy


@pytest.mark.parametrize(
    "switch", [{"status": "inactive"}, {"deleted_at": NOW, "status": "inactive"}]
)
def test_one_that_is_switched_off_is_not(silent, switch) -> None:
    type(silent).objects.filter(pk=silent.pk).update(**switch)
    assert found() == []


def test_one_whose_retriever_is_stopped_is_found_and_says_so(silent) -> None:
    silent.retriever.enabled = False
    silent.retriever.save()
    [trouble] = stale.find(timezone.now())
    assert "is stopped" in trouble.remedy


def test_one_with_an_incident_that_names_the_cause_is_not_told_twice(silent) -> None:
    cause = opening.Trouble(
        Kind.REFUSED, str(silent), "No.", alias=silent, direction=Direction.RETRIEVE
    )
    opening.report(cause, timezone.now())
    assert found() == []


def test_ten_thousand_aliases_that_work_cost_one_question(
    make_alias, django_assert_num_queries
) -> None:
    for _ in range(5):
        make_alias()
    with django_assert_num_queries(1):
        assert found() == []
