"""The list of those who opted out: by people, searched, and ended with a reason."""

import pytest
from django.utils import timezone

from exceptions.opt_outs import OptOut, end, opted_out
from tests.mailcenter.people import staff

pytestmark = pytest.mark.django_db
LIST = "/console/exceptions/optout/"


@pytest.fixture
def line(root) -> OptOut:
    return OptOut.objects.create(department=root, address="anna@customers.test")


@pytest.fixture
def console(client, administrator):
    client.force_login(administrator)
    return client


def test_a_person_may_enter_an_address_once(console, root) -> None:
    values = {"department": root.pk, "address": "Ben@Customers.test", "change_reason": "by phone"}
    assert console.post(f"{LIST}add/", values).status_code == 302
    again = console.post(f"{LIST}add/", values)
    assert "opted out already" in again.text
    made = OptOut.objects.get()
    assert (made.address, made.way) == ("ben@customers.test", "person")
    assert made.history.latest().history_change_reason == "by phone"


def test_it_is_ended_with_a_reason_and_stays(console, line, root) -> None:
    page = f"{LIST}{line.pk}/end/"
    assert "required" in console.post(page, {"why": ""}).text
    assert opted_out(root.pk, [line.address]) == [line]
    console.post(page, {"why": "She asked for it in writing"})
    line.refresh_from_db()
    assert opted_out(root.pk, [line.address]) == []
    assert line.ended_by.username == "root"
    assert line.history.latest().history_change_reason == "She asked for it in writing"
    assert end(line, None, why="again", now=timezone.now()) is False


def test_it_is_found_by_address_and_by_state(console, line) -> None:
    assert line.address in console.get(LIST, {"q": "anna"}).text
    assert line.address not in console.get(LIST, {"q": "ben@"}).text
    assert line.address not in console.get(LIST, {"state": "ended"}).text


def test_who_may_only_look_ends_nothing(client, line, root) -> None:
    client.force_login(staff("clerk", root, may="view_optout"))
    assert client.get(LIST).status_code == 200
    assert client.post(f"{LIST}{line.pk}/end/", {"why": "x"}).status_code == 403
    assert OptOut.objects.live().exists()


def test_the_department_below_keeps_its_own_list(line, root) -> None:
    below = root.children.create(partition=root.partition, name="Sales")
    assert opted_out(below.pk, [line.address]) == []
