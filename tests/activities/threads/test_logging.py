"""What was refused is logged, without addresses and without the message."""

import pytest
from structlog.testing import capture_logs

from activities import signing
from activities.models import Activity
from tests.mailcenter.rows import receive
from tests.stock import message


@pytest.mark.django_db
def test_a_forged_id_is_logged_and_said_on_the_activity(make_alias):
    forged = "#" + signing.typeable("2" * 24)
    with capture_logs() as lines:
        came = receive(make_alias(), message(f"Re: x {forged}"))
    [line] = [one for one in lines if "not taken" in one["event"]]
    assert "not signed by this installation" in line["why"]
    assert "customers.test" not in str(line)
    assert line["why"] in Activity.objects.get(pk=came.pk).threading_why
