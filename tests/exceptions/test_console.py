"""Phrases, their dry run and the list of dead addresses in the console."""

import pytest
from django.test import Client
from django.utils import timezone

from departments.models import Department
from exceptions.models import DeliveryException, Suppression
from exceptions.suppressing import suppress
from tests.activities.bounced import group, report
from tests.departments.pages import as_shown, change, save
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors, staff

LIST = "/console/exceptions/deliveryexception/"
TRY = f"{LIST}try/"
DEAD = "/console/exceptions/suppression/"


@pytest.fixture
def sales(root: Department) -> Department:
    return Department.objects.create(partition=root.partition, parent=root, name="Sales")


@pytest.fixture
def provided(db) -> DeliveryException:
    return DeliveryException.objects.get(type="address", phrase="Autoresponder")


def new(department: Department, **changed: object) -> dict[str, object]:
    values = {"name": "Gone", "type": "subject", "phrase": "giraffe", "failure": "permanent"}
    return {"department": department.pk} | values | changed


def test_a_phrase_is_added_and_tried(console: Client, root: Department):
    assert errors(console.post(f"{LIST}add/", new(root))) == {}
    tried = {"department": root.pk, "subject": "The GIRAFFE is away"}
    page = body(console.post(TRY, tried))
    assert "Possible exception" in page
    assert "giraffe" in page


def test_a_phrase_with_an_at_sign_is_refused(console: Client, root: Department):
    assert "no @" in errors(console.post(f"{LIST}add/", new(root, phrase="a@b")))["phrase"]


def test_a_new_phrase_needs_a_department(console: Client, root: Department):
    assert "department" in errors(console.post(f"{LIST}add/", new(root) | {"department": ""}))


def test_the_dry_run_judges_a_pasted_message(console: Client, root: Department):
    raw = report([group("kim@far.test")]).decode().replace("\r\n", "\n")
    page = body(console.post(TRY, {"department": root.pk, "message": raw}))
    assert "Email – permanent undeliverable" in page
    assert "rfc3464" in page
    assert "kim@far.test" in page


def test_the_dry_run_needs_something_to_try(console: Client, root: Department):
    assert "Type a subject" in body(console.post(TRY, {"department": root.pk}))


def test_the_dry_run_says_what_cannot_be_read(console: Client, root: Department):
    page = console.post(TRY, {"department": root.pk, "message": "X: " + "x" * 1_000_000})
    assert page.context["form"].errors["message"]


def test_a_department_lists_its_own_phrases_and_those_of_the_system(console, root, sales):
    DeliveryException.objects.create(department=sales, name="Of sales", phrase="giraffe")
    assert "Of sales" in body(console.get(LIST, {"department": sales.pk}))
    page = body(console.get(LIST, {"department": root.pk}))
    assert "Of sales" not in page
    assert "provided by the system" in page


def test_deleting_a_provided_phrase_says_first_that_it_goes_everywhere(console, provided):
    url = f"{LIST}{provided.pk}/delete/"
    assert "from all departments" in body(console.get(url))
    chosen = {"action": "delete_selected", "_selected_action": [provided.pk]}
    assert "from all departments" in body(console.post(LIST, chosen))
    console.post(url, {"post": "yes"})
    assert not DeliveryException.objects.filter(pk=provided.pk).exists()


def test_who_sees_one_department_cannot_touch_what_is_in_all(sign_in, sales, provided):
    member = sign_in(staff("member", sales))
    assert member.post(f"{LIST}{provided.pk}/delete/", {"post": "yes"}).status_code == 403
    assert member.post(f"{LIST}{provided.pk}/change/", {"phrase": "x"}).status_code == 403
    member.post(
        LIST, {"action": "delete_selected", "_selected_action": [provided.pk], "post": "yes"}
    )
    provided.refresh_from_db()
    assert provided.phrase == "Autoresponder"


def test_a_change_of_a_phrase_stands_in_the_history_with_its_reason(console: Client, root):
    one = DeliveryException.objects.create(department=root, name="x", phrase="giraffe")
    assert save(console, one, phrase="zebra", change_reason="Wrong animal.") == {}
    assert one.history.latest().history_change_reason == "Wrong animal."
    assert "Wrong animal." in body(console.get(change(one).replace("change", "history")))


def test_the_mode_of_a_department_is_chosen_on_its_page(console: Client, sales: Department):
    assert as_shown(console, change(sales))["exception_mode"] == "both"
    assert save(console, sales, exception_mode="phrases") == {}
    assert sales.exception_mode == "phrases"
    assert sales.history.latest().exception_mode == "phrases"


@pytest.fixture
def dead(root: Department) -> Suppression:
    suppress(root.pk, "gone@x.test", reason="No such user.", sample=None, now=timezone.now())
    return Suppression.objects.get()


def test_dead_addresses_are_listed_searched_and_cleared_by_one_click(console: Client, dead):
    assert "No such user." in body(console.get(DEAD, {"q": "gone@"}))
    assert "gone@x.test cleared" in body(console.post(f"{DEAD}{dead.pk}/clear/", follow=True))
    dead.refresh_from_db()
    assert dead.cleared_at is not None
    assert "No such user." not in body(console.get(DEAD, {"state": "live"}))
    assert "Cleared by root" in body(console.get(DEAD, {"state": "cleared"}))


def test_clearing_needs_its_permission_and_more_than_a_link(sign_in, root, dead, console):
    reader = sign_in(staff("reader", root, may="view_suppression"))
    assert reader.post(f"{DEAD}{dead.pk}/clear/").status_code == 403
    assert console.get(f"{DEAD}{dead.pk}/clear/").status_code == 403
    dead.refresh_from_db()
    assert dead.cleared_at is None


def test_an_address_can_be_listed_by_a_person(console: Client, root: Department):
    until = {"expires_at_0": "2027-01-31", "expires_at_1": "12:00:00"}
    values = {"department": root.pk, "address": "Left@x.test", "reason": "Left.", **until}
    assert errors(console.post(f"{DEAD}add/", values)) == {}
    assert Suppression.objects.get().address == "left@x.test"
