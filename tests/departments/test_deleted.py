"""The page of what was deleted for good, and the list of tests."""

import pytest
from django.test import Client

from departments import trials
from departments.models import Department, Partition, Team
from tests.departments.pages import change
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff

PAGE = "/console/departments/department/deleted/"
TESTS = "/console/departments/trial/"


@pytest.fixture
def other(db) -> Department:
    partition = Partition.objects.create(name="zebra Ltd")
    return Department.objects.create(partition=partition, name="zebra head")


def removed(console: Client, row) -> None:
    console.post(change(row).replace("/change/", "/delete/"), {"post": "yes"})
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_a_deleted_team_stands_there_with_person_place_and_last_values(console, sales):
    removed(console, Team.objects.create(department=sales, name="Night shift"))
    page = body(console.get(PAGE))
    for words in ("Team “Night shift”: deleted by root from 127.0.0.1", "sales", "Department"):
        assert words in page


@pytest.mark.parametrize("kind", ["team", "department", "user"])
def test_every_kind_can_be_looked_at_alone(console, sales, kind):
    clerk = staff("clerk", sales)
    removed(console, Team.objects.create(department=sales, name="Night shift"))
    removed(console, clerk)
    removed(console, sales)
    page = body(console.get(PAGE, {"kind": f"departments.{kind}"}))
    names = {"team": "Team “Night shift”", "department": "Department “sales”"}
    names["user"] = "Person “clerk”"
    assert [one for one in names if f"{names[one]}: deleted" in page] == [kind]


def test_nobody_sees_what_was_deleted_in_another_department(console, sign_in, sales, other):
    below = Department.objects.create(partition=other.partition, parent=other, name="zebra side")
    for row in (Team.objects.create(department=other, name="zebras"), staff("zebra", other), below):
        removed(console, row)
    assert "zebra" not in body(sign_in(staff("clerk", sales)).get(PAGE))
    page = body(sign_in(staff("boss", other)).get(PAGE))
    for name in ("“zebras”", "“zebra”", "“zebra side”"):
        assert name in page


def test_only_kinds_that_the_person_may_see_are_listed(console, sign_in, root, sales):
    removed(console, Team.objects.create(department=sales, name="Night shift"))
    page = body(sign_in(staff("clerk", root, may="view_department")).get(PAGE))
    assert "Night shift" not in page


def test_many_lines_come_in_pages(console, sales):
    for number in range(51):
        Team.objects.create(department=sales, name=f"team {number}").delete()
    assert "“team 0”" not in body(console.get(PAGE))
    assert "“team 0”" in body(console.get(PAGE, {"p": 2}))


def test_a_test_is_listed_with_person_place_and_result(console, sales):
    clerk = staff("clerk", sales)
    trials.note(clerk, "incoming", about="Support", department=sales).end("passed")
    clerk.delete()
    found = body(console.get(TESTS, {"q": "clerk"}))
    assert "passed" in found
    assert "Support" in found


def test_tests_are_read_only_and_of_the_persons_departments(sign_in, sales, other):
    mine = trials.note(None, "incoming", about="camel", department=sales)
    theirs = trials.note(None, "incoming", about="zebra", department=other)
    client = sign_in(staff("clerk", sales))
    page = body(client.get(TESTS))
    assert "camel" in page
    assert "zebra" not in page
    assert client.get(f"{TESTS}{theirs.pk}/change/").status_code == 302
    assert client.post(f"{TESTS}{mine.pk}/change/", {"about": "x"}).status_code == 403
    assert client.get(f"{TESTS}{mine.pk}/delete/").status_code == 403
