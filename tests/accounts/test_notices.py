"""Which expiry notices are due when, by a frozen clock (P21)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.expiring import facts
from accounts.models import Grant, OAuthApplication, State
from accounts.notices import Fact, Kind, due_notices

ENDS = date(2027, 3, 1)
SECRET = Fact(Kind.SECRET, 7, "Mail", ENDS)


def day(before: int) -> datetime:
    return datetime(2027, 3, 1, 9, tzinfo=UTC) - timedelta(days=before)


def run(fact: Fact, begin: int, end: int = -10) -> list[tuple[int, int]]:
    """(days before the end, threshold) of each notice that daily looks give from ``begin`` on."""
    told: set[str] = set()
    found = []
    for before in range(begin, end, -1):
        for notice in due_notices([fact], day(before), told):
            told.add(notice.key)
            found.append((before, notice.days))
    return found


@pytest.mark.parametrize("kind", [Kind.SECRET, Kind.CERTIFICATE])
def test_a_year_of_daily_looks_gives_four_notices_each_on_its_day(kind) -> None:
    assert run(Fact(kind, 7, "Mail", ENDS), 365) == [(30, 30), (14, 14), (7, 7), (1, 1)]


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        (20, [(20, 30), (14, 14), (7, 7), (1, 1)]),
        (5, [(5, 7), (1, 1)]),
        (0, [(0, 1)]),
        (-3, [(-3, 1)]),
    ],
)
def test_who_begins_late_is_told_once_and_not_of_what_was_missed(begin, expected) -> None:
    assert run(SECRET, begin) == expected


def test_a_new_date_begins_anew() -> None:
    told = {one.key for one in due_notices([SECRET], day(0))}
    later = Fact(Kind.SECRET, 7, "Mail", ENDS + timedelta(days=7))
    assert [one.days for one in due_notices([later], day(0), told)] == [7]


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (14, "expires in 14 days (2027-03-01)"),
        (1, "expires tomorrow"),
        (0, "expires today"),
        (-2, "expired on 2027-03-01"),
    ],
)
def test_the_words_say_when(before: int, words: str) -> None:
    (notice,) = due_notices([SECRET], day(before))
    assert words in notice.words
    assert "“Mail”" in notice.words


def test_a_grant_is_unused_after_sixty_days_and_told_once() -> None:
    unused = Fact(Kind.UNUSED, 3, "Support", ENDS)
    assert run(unused, 0, -59) == []
    assert run(unused, 0, -100) == [(-60, 60)]


@pytest.fixture
def registered(application) -> OAuthApplication:
    application.secret_expires_on = ENDS
    application.save()
    return application


@pytest.mark.django_db
def test_the_end_of_a_certificate_is_read_from_it(registered, pair) -> None:
    registered.proof, registered.certificate = "certificate", pair.certificate
    registered.secret_expires_on = None
    registered.save()
    soon = pair.ends - timedelta(days=6)
    found = due_notices(facts(), datetime.combine(soon, datetime.min.time(), UTC))
    assert [(one.fact.kind, one.days) for one in found] == [(Kind.CERTIFICATE, 7)]


@pytest.mark.django_db
def test_only_signed_in_accounts_can_be_unused(account) -> None:
    Grant.objects.filter(pk=account.pk).update(last_refreshed_at=day(70))
    assert due_notices(facts(), day(0)) == []
    Grant.objects.filter(pk=account.pk).update(state=State.SIGNED_IN)
    assert [one.fact.name for one in due_notices(facts(), day(0))] == [account.name]
