"""The list of dead addresses: listed once, renewed, expired, cleared."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from departments.models import Department
from exceptions.models import Suppression
from exceptions.suppressing import LASTS, clear, suppress, warnings

ADDRESS = "gone@customers.test"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def listed(root: Department, now: datetime, reason: str = "No such user.") -> Suppression:
    suppress(root.pk, "Gone@Customers.test", reason=reason, sample=None, now=now)
    return Suppression.objects.get(cleared_at=None)


def test_writing_to_a_listed_address_warns_with_the_reason(root: Department, now: datetime):
    listed(root, now)
    [words] = warnings(root.pk, ["GONE@customers.test", "fine@customers.test"], now)
    assert ADDRESS in words
    assert "No such user." in words


def test_the_warning_ends_after_sixty_days(root: Department, now: datetime):
    listed(root, now)
    assert warnings(root.pk, [ADDRESS], now + LASTS - timedelta(seconds=1))
    assert not warnings(root.pk, [ADDRESS], now + LASTS)


def test_another_report_renews_the_line_and_keeps_its_beginning(root: Department, now: datetime):
    listed(root, now)
    again = listed(root, now + timedelta(days=50), "Still no such user.")
    assert (again.since, again.reason) == (now, "Still no such user.")
    assert warnings(root.pk, [ADDRESS], now + timedelta(days=100))


def test_a_cleared_address_warns_no_more_and_keeps_who_cleared_it(root, now, administrator):
    line = listed(root, now)
    assert clear(line, administrator, now)
    assert not clear(line, administrator, now)
    assert not warnings(root.pk, [ADDRESS], now)
    assert line.cleared_by == administrator


def test_a_cleared_address_can_be_listed_anew(root, now, administrator):
    clear(listed(root, now), administrator, now)
    listed(root, now)
    assert Suppression.objects.count() == 2


def test_what_one_department_knows_does_not_warn_another(root: Department, now: datetime):
    other = Department.objects.create(partition=root.partition, parent=root, name="Sales")
    listed(root, now)
    assert not warnings(other.pk, [ADDRESS], now)
