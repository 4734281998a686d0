"""What the watchdog tells of email accounts and applications (AC-10, P21)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.grants import Grant, State
from accounts.models import EmailAccount
from aliases.incidents.models import Incident, Kind
from workers.watch import look
from workers.watch.look import CHECKS

pytestmark = pytest.mark.django_db
ENDS = date(2027, 3, 1)


def look_on(day: datetime, kind: Kind) -> None:
    [check] = [one for one in CHECKS if one.kinds == (kind,)]
    look._settle(check, list(check.find(day)), day)


def test_an_expiring_secret_is_told_at_30_14_7_and_1_days_once_each(application) -> None:
    application.secret_expires_on = ENDS
    application.save()
    noon = datetime(ENDS.year, ENDS.month, ENDS.day, 12, tzinfo=UTC)
    told = {}
    for left in range(40, -1, -1):
        for _ in range(3):
            look_on(noon - timedelta(days=left), Kind.EXPIRY)
        told[left] = Incident.objects.count()
    assert [left for left in told if told[left] > told.get(left + 1, 0)] == [30, 14, 7, 1]
    assert Incident.objects.open().count() == 1


def test_a_new_secret_ends_it_without_a_word(application) -> None:
    application.secret_expires_on = ENDS
    application.save()
    noon = datetime(2027, 2, 27, 12, tzinfo=UTC)
    look_on(noon, Kind.EXPIRY)
    application.secret_expires_on = date(2028, 3, 1)
    application.save()
    look_on(noon, Kind.EXPIRY)
    assert not Incident.objects.open().exists()


def test_an_account_without_a_sign_in_is_one_incident_until_somebody_signs_in(account) -> None:
    mine = Grant.objects.filter(account=account)
    mine.update(state=State.NEEDS_SIGN_IN, reason="The grant was revoked.")
    now = datetime(2027, 2, 27, 12, tzinfo=UTC)
    for _ in range(3):
        look_on(now, Kind.SIGN_IN)
    incident = Incident.objects.get()
    assert (incident.department_id, incident.open) == (account.department_id, True)
    assert "revoked" in incident.words
    mine.update(state=State.SIGNED_IN)
    look_on(now, Kind.SIGN_IN)
    assert Incident.objects.get().closed_at == now
    assert EmailAccount.objects.count() == 1
