"""Teams: who may be a member, which alias is the default, and teams that cannot write."""

import pytest
from django.test import Client

from departments.models import Department, Team, User
from tests.departments.pages import CONSOLE, as_shown, change
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors, staff

ADD = f"{CONSOLE}/team/add/"


@pytest.fixture
def sales(root: Department) -> Department:
    return Department.objects.create(partition=root.partition, parent=root, name="sales")


@pytest.fixture
def aliases(make_alias, sales: Department):
    return [make_alias(f"{name}@lab.test", department=sales) for name in ("one", "two", "three")]


def values(department: Department, **changed: object) -> dict[str, object]:
    return {"department": department.pk, "name": "Night shift", **changed}


def test_a_team_is_made_with_its_people_and_aliases(console: Client, sales, aliases):
    clerk = staff("clerk", sales)
    typed = {"members": [clerk.pk], "outgoing_aliases": [aliases[0].pk]}
    console.post(ADD, values(sales, incoming_alias=aliases[1].pk, **typed))
    team = Team.objects.get()
    assert (list(team.members.all()), team.incoming_alias) == ([clerk], aliases[1])


def test_the_only_outgoing_alias_is_the_default(console: Client, sales, aliases):
    assert errors(console.post(ADD, values(sales, outgoing_aliases=[aliases[0].pk]))) == {}
    assert Team.objects.get().default_alias == aliases[0]


def test_among_several_the_default_is_chosen(console: Client, sales, aliases):
    two = [one.pk for one in aliases[:2]]
    found = errors(console.post(ADD, values(sales, outgoing_aliases=two)))
    assert "Choose which" in found["default_alias"]
    chosen = values(sales, outgoing_aliases=two, default_alias=two[1])
    assert errors(console.post(ADD, chosen)) == {}


def test_the_default_is_one_of_the_outgoing(console: Client, sales, aliases):
    typed = values(sales, outgoing_aliases=[aliases[0].pk], default_alias=aliases[1].pk)
    assert "not among the outgoing" in errors(console.post(ADD, typed))["default_alias"]


def test_members_must_see_the_department(console: Client, root, sales, aliases):
    service = Department.objects.create(partition=root.partition, parent=root, name="service")
    people = [staff("above", root), staff("inside", sales), staff("beside", service)]
    found = errors(console.post(ADD, values(sales, members=[one.pk for one in people])))
    assert "beside cannot see" in found["members"]
    assert "above" not in found["members"].replace("inside", "")


def test_another_departments_aliases_and_people_cannot_be_chosen(sign_in, root, sales, make_alias):
    service = Department.objects.create(partition=root.partition, parent=root, name="service")
    foreign, stranger = make_alias(department=service), staff("stranger", service)
    client = sign_in(staff("clerk", sales))
    typed = values(sales, members=[stranger.pk], outgoing_aliases=[foreign.pk])
    found = errors(client.post(ADD, typed | {"incoming_alias": foreign.pk}))
    assert {"members", "outgoing_aliases", "incoming_alias"} <= set(found)


def test_saving_a_team_keeps_members_whom_the_person_cannot_see(sign_in, root, sales):
    above = staff("above", root)
    team = Team.objects.create(department=sales, name="Night shift")
    team.members.add(above)
    client = sign_in(staff("clerk", sales))
    client.post(change(team), as_shown(client, change(team), name="Day shift"))
    team.refresh_from_db()
    assert (team.name, list(team.members.all())) == ("Day shift", [above])


def test_a_team_without_outgoing_alias_is_flagged_in_the_list(console: Client, sales):
    Team.objects.create(department=sales, name="Night shift")
    assert "No outgoing alias" in body(console.get(f"{CONSOLE}/team/"))


def test_a_team_without_outgoing_alias_is_a_problem_on_the_dashboard(console: Client, sales):
    Team.objects.create(department=sales, name="Night shift")
    assert "Night shift" in body(console.get("/console/"))


def test_the_dashboard_shows_no_teams_of_other_departments(sign_in, root, sales):
    service = Department.objects.create(partition=root.partition, parent=root, name="service")
    Team.objects.create(department=service, name="Night shift")
    assert "Night shift" not in body(sign_in(staff("clerk", sales)).get("/console/"))


def test_who_sees_a_department_are_its_members_and_those_above(root, sales):
    people = [staff("above", root), staff("inside", sales), staff("nobody")]
    assert set(User.objects.who_see(sales)) == set(people[:2])
    assert set(User.objects.who_see(root)) == {people[0]}
