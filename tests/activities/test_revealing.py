"""Who had more shown than reading shows is written down, and nothing more is shown without the right."""

import pytest
from django.test import Client

from activities.models import Activity, Revealed
from departments.models import Department
from tests.activities.reading.mails import with_html
from tests.activities.test_masked import BARE, cards  # noqa: F401  # a fixture
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive, store

LIST = "/console/activities/activity/"
FAILED = "/console/activities/failedmessage/"


@pytest.fixture
def activity(make_alias) -> Activity:
    return receive(make_alias(), with_html("<img src='https://far.test/x'>"))


def test_pictures_of_other_servers_leave_a_line(console: Client, activity: Activity):
    console.get(f"{LIST}{activity.pk}/html/")
    assert not Revealed.objects.exists()
    console.post(f"{LIST}{activity.pk}/html/remote/")
    line = Revealed.objects.get()
    assert (line.activity, line.who, line.what) == (activity, "root", "remote")
    assert line.ip == "127.0.0.1"
    page = body(console.get(f"{LIST}{activity.pk}/change/"))
    assert "Pictures of other servers shown by root" in page


def test_downloading_a_message_as_received_leaves_a_line(console: Client, activity: Activity):
    console.get(f"{LIST}{activity.pk}/source/")
    assert Revealed.objects.get().what == "raw"


def test_so_does_a_message_that_became_no_activity(console: Client, make_alias):
    failed = store(make_alias(), b"Subject: x\r\n\r\nx", state="failed")
    console.get(f"{FAILED}{failed.pk}/download/")
    assert Revealed.objects.get().about.startswith(f"Message {failed.pk} of ")


def test_who_may_not_leaves_no_line(sign_in, root: Department, activity: Activity):
    reader = sign_in(staff("reader", root, may="view_activity"))
    assert reader.post(f"{LIST}{activity.pk}/html/remote/").status_code == 403
    assert reader.get(f"{LIST}{activity.pk}/source/").status_code == 403
    assert not Revealed.objects.exists()


def test_the_header_of_a_failed_message_is_masked_for_who_may_not_have_it(
    cards,  # noqa: F811
    sign_in,
    root: Department,
    make_alias,
    console: Client,
):
    raw = f"Subject: card {BARE}\r\nX-Card: {BARE}\r\n\r\n{BARE}".encode()
    failed = store(make_alias(), raw, state="failed", reason="x")
    reader = sign_in(staff("reader", root, may="view_failedmessage"))
    page = body(reader.get(f"{FAILED}{failed.pk}/change/"))
    assert "card ************1111" in page
    assert BARE not in page
    assert BARE in body(console.get(f"{FAILED}{failed.pk}/change/"))


def test_the_trace_masks_what_became_no_activity(cards, console: Client, make_alias):  # noqa: F811
    store(make_alias(), f"Subject: card {BARE}\r\n\r\nx".encode(), state="failed", reason="x")
    page = body(console.get(f"{LIST}trace/", {"q": "card"}))
    assert "card ************1111" in page
    assert BARE not in page
