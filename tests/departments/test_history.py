"""The history of settings: who, when, from where, what and why; written once."""

import pytest
from django.test import Client

from departments.models import Department, Membership, Partition, Team, User
from departments.trail import WrittenOnce
from tests.departments.pages import CONSOLE, SECRET, SERVER, as_shown, change, history, save
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors, staff

REASON = "Sales moves to another house"


def test_a_change_stands_there_with_person_place_reason_and_difference(console: Client, sales):
    save(console, sales, name="trade", change_reason=REASON)
    page = body(console.get(history(sales)))
    for word in ("Changed by root", "127.0.0.1", REASON, "sales", "trade"):
        assert word in page


def test_a_long_reason_is_kept_whole(console: Client, sales):
    save(console, sales, name="trade", change_reason="because " * 500 + "of rain")
    assert sales.history.latest().history_change_reason.endswith("because of rain")


def test_a_strict_partition_refuses_a_change_without_reason(console: Client, sales, strict):
    found = save(console, sales, name="trade")
    assert "asks for the reason" in found["change_reason"]
    assert sales.name == "sales"


def test_nothing_typed_is_lost_when_the_reason_is_missing(console: Client, sales, strict):
    answer = console.post(change(sales), as_shown(console, change(sales), name="trade"))
    assert 'value="trade"' in body(answer)


@pytest.mark.parametrize("model", ["partition", "department", "team", "alias"])
def test_every_kind_of_setting_asks_for_the_reason(
    console: Client, sales, strict, make_alias, model: str
):
    rows = {"partition": strict, "department": sales, "alias": make_alias(department=sales)}
    rows["team"] = Team.objects.create(department=sales, name="Night shift")
    row = rows[model]
    assert "change_reason" in save(console, row, name="other")
    assert save(console, row, name="other", change_reason=REASON) == {}
    assert row.history.latest().history_change_reason == REASON


def test_a_new_department_of_a_strict_partition_needs_a_reason(console, root, strict):
    values = {"partition": strict.pk, "parent": root.pk, "name": "new"}
    assert "change_reason" in errors(console.post(f"{CONSOLE}/department/add/", values))
    values["change_reason"] = REASON
    assert errors(console.post(f"{CONSOLE}/department/add/", values)) == {}


def test_a_partition_that_ceases_to_ask_must_say_why(console: Client, strict):
    assert "change_reason" in save(console, strict, requires_reason=None)
    assert save(console, strict, requires_reason=None, change_reason=REASON) == {}


def test_a_form_saved_without_changes_needs_no_reason(console: Client, sales, strict):
    assert save(console, sales) == {}


def test_deleting_needs_the_reason_and_keeps_it(console: Client, sales, strict):
    delete = change(sales).replace("/change/", "/delete/")
    answer = console.post(delete, {"post": "yes"}, follow=True)
    assert "asks for the reason" in body(answer)
    assert 'name="change_reason"' in body(answer)
    console.post(delete, {"post": "yes", "change_reason": REASON})
    last = Department.history.filter(id=sales.pk).latest()
    assert (last.history_type, last.history_change_reason) == ("-", REASON)


def test_deleting_several_needs_the_reason_and_keeps_it_for_each(console, sales, strict):
    teams = [Team.objects.create(department=sales, name=name) for name in ("a", "b")]
    chosen = {"action": "delete_selected", "_selected_action": [one.pk for one in teams]}
    answer = console.post(f"{CONSOLE}/team/", chosen | {"post": "yes"})
    assert "asks for the reason" in body(answer)
    assert Team.objects.count() == 2
    console.post(f"{CONSOLE}/team/", chosen | {"post": "yes", "change_reason": REASON})
    gone = Team.history.filter(history_type="-")
    assert [one.history_change_reason for one in gone] == [REASON, REASON]


def test_a_secret_is_only_said_to_have_changed(console: Client, root):
    save(console, root.partition, **SERVER)
    page = body(console.get(history(root.partition)))
    assert "Outgoing: password" in page
    assert SECRET not in page
    save(console, root.partition, name="Renamed")
    assert root.partition.history.latest().secrets_changed == ""


def test_no_history_table_holds_a_secret_or_its_token(console: Client, root):
    save(console, root.partition, **SERVER)
    held = str(list(Partition.history.values()))
    assert SECRET not in held
    assert root.partition.outgoing_password.token not in held


def test_what_the_person_may_not_see_is_not_named(sign_in, root, sales):
    sales.parent = Department.objects.create(partition=root.partition, parent=root, name="zebra")
    sales.save()
    sales.parent = root
    sales.save()
    page = body(sign_in(staff("clerk", sales)).get(history(sales)))
    assert "not yours to see" in page
    assert "zebra" not in page


def test_a_line_of_the_history_is_neither_changed_nor_deleted(sales):
    line = sales.history.latest()
    line.history_change_reason = "another"
    with pytest.raises(WrittenOnce):
        line.save()
    with pytest.raises(WrittenOnce):
        line.delete()


@pytest.mark.parametrize("data", [{"name": "forged"}, {"_change_history": "1", "name": "forged"}])
def test_the_console_has_no_way_to_change_or_delete_a_line(console: Client, sales, data):
    version = sales.history.latest().pk
    before = list(Department.history.values())
    for method in (console.post, console.put, console.delete):
        method(history(sales, version), data)
    console.post(f"{history(sales, version)}delete/", {"post": "yes"})
    kept = Department.history.filter(pk__in=[one["history_id"] for one in before])
    assert list(kept.values()) == before
    assert Department.objects.get(pk=sales.pk).name == "sales"


def test_signing_in_leaves_no_line(root, client):
    clerk = staff("clerk", root)
    before = clerk.history.count()
    client.force_login(clerk)
    assert clerk.history.count() == before


def test_who_joins_and_leaves_a_department_stands_there(console: Client, sales):
    clerk = staff("clerk")
    new = {"memberships-TOTAL_FORMS": 1, "memberships-0-department": sales.pk}
    save(console, clerk, **new)
    line = Membership.history.get(user=clerk.pk)
    assert (line.history_user, line.ip) == (User.objects.get(username="root"), "127.0.0.1")


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, "127.0.0.1"), (1, "192.0.2.7"), (2, "198.51.100.1"), (3, "127.0.0.1")]
)
def test_the_place_is_what_trusted_proxies_saw(sign_in, sales, settings, proxies, seen):
    settings.PROXIES = proxies
    client = sign_in(User.objects.create_superuser("root"))
    client.defaults["HTTP_X_FORWARDED_FOR"] = "198.51.100.1, 192.0.2.7"
    save(client, sales, name="trade")
    assert sales.history.latest().ip == seen
