"""Partitions, departments and people in the console, and who may see which department."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client

from departments.first import administrator, one_time_password, root_department
from departments.models import Department, Partition, User
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors, staff

DEPARTMENT = "/console/departments/department/"
PARTITION = "/console/departments/partition/"
USER = "/console/departments/user/"


def below(parent: Department, name: str) -> Department:
    return Department.objects.create(partition=parent.partition, parent=parent, name=name)


@pytest.fixture
def tree(root: Department) -> dict[str, Department]:
    """sales with its team inside, service beside it, and the root of another partition."""
    sales = below(root, "sales")
    other = Department.objects.create(partition=Partition.objects.create(name="Other"), name="o")
    found = {"sales": sales, "team": below(sales, "team"), "service": below(root, "service")}
    return found | {"root": root, "other": other}


@pytest.mark.parametrize(
    ("place", "sees"),
    [
        ("root", {"root", "sales", "team", "service"}),
        ("sales", {"sales", "team"}),
        ("team", {"team"}),
        ("other", {"other"}),
    ],
)
def test_a_member_sees_their_department_and_those_below(tree, place: str, sees: set[str]):
    user = staff("clerk", tree[place])
    assert set(Department.objects.visible_to(user)) == {tree[name] for name in sees}


def test_two_memberships_add_up(tree):
    user = staff("clerk", tree["team"], tree["service"])
    assert set(Department.objects.visible_to(user)) == {tree["team"], tree["service"]}


def test_nobody_sees_by_the_beginning_of_a_number(root: Department):
    many = [below(root, f"number {number}") for number in range(12)]
    user = staff("clerk", many[0])
    assert list(Department.objects.visible_to(user)) == [many[0]]


def test_a_moved_department_takes_those_below_with_it(tree):
    tree["sales"].parent = tree["service"]
    tree["sales"].save()
    user = staff("clerk", tree["service"])
    assert set(Department.objects.visible_to(user)) == {
        tree["service"],
        tree["sales"],
        tree["team"],
    }


@pytest.mark.parametrize("place", ["sales", "team"])
def test_a_department_cannot_stand_below_itself(console: Client, tree, place: str):
    values = {"parent": tree[place].pk, "name": "sales"}
    answer = console.post(f"{DEPARTMENT}{tree['sales'].pk}/change/", values)
    assert "cannot stand below itself" in errors(answer)["parent"]


def test_a_department_cannot_stand_below_one_of_another_partition(console: Client, tree):
    values = {"partition": tree["root"].partition.pk, "parent": tree["other"].pk, "name": "x"}
    assert "another partition" in errors(console.post(f"{DEPARTMENT}add/", values))["parent"]


def test_a_partition_has_one_root(console: Client, root: Department):
    values = {"partition": root.partition.pk, "parent": "", "name": "second"}
    assert errors(console.post(f"{DEPARTMENT}add/", values))
    assert Department.objects.filter(parent=None).count() == 1


def test_names_are_taken_once_below_the_same_department(console: Client, tree):
    values = {"partition": tree["root"].partition.pk, "parent": tree["root"].pk, "name": "sales"}
    assert errors(console.post(f"{DEPARTMENT}add/", values))
    assert errors(console.post(f"{DEPARTMENT}add/", values | {"parent": tree["team"].pk})) == {}


def test_a_department_stays_in_its_partition(console: Client, tree):
    values = {"partition": tree["other"].partition.pk, "parent": tree["root"].pk, "name": "sales"}
    console.post(f"{DEPARTMENT}{tree['sales'].pk}/change/", values)
    tree["sales"].refresh_from_db()
    assert tree["sales"].partition == tree["root"].partition


def test_a_department_with_aliases_is_not_deleted(console: Client, tree, make_alias):
    make_alias(department=tree["team"])
    answer = console.post(f"{DEPARTMENT}{tree['team'].pk}/delete/", {"post": "yes"})
    assert answer.status_code in {200, 403}
    assert Department.objects.filter(pk=tree["team"].pk).exists()


def test_certificates_must_be_certificates(console: Client, root: Department):
    values = {"name": "Company", "ca_bundle": "nonsense"}
    answer = console.post(f"{PARTITION}{root.partition.pk}/change/", values)
    assert "-----BEGIN CERTIFICATE-----" in errors(answer)["ca_bundle"]


def test_a_certificate_that_cannot_be_read_is_refused_at_once(root: Department):
    root.partition.ca_bundle = "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----"
    with pytest.raises(ValidationError):
        root.partition.full_clean()


@pytest.mark.parametrize("place", [PARTITION, "/console/auth/group/"])
def test_partitions_and_groups_are_made_by_superusers_alone(root, sign_in, place: str):
    client = sign_in(staff("clerk", root))
    assert client.get(f"{place}add/").status_code == 403
    assert client.post(f"{place}add/", {"name": "x"}).status_code == 403
    assert not Partition.objects.filter(name="x").exists()
    assert not Group.objects.filter(name="x").exists()


def test_groups_are_not_even_listed_for_others(root: Department, sign_in):
    assert sign_in(staff("clerk", root)).get("/console/auth/group/").status_code == 403


def test_the_administrator_makes_a_person_with_a_membership(console: Client, root: Department):
    password = {"password1": "a very long one", "password2": "a very long one"}
    inline = {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0}
    member = {"memberships-0-department": root.pk}
    values = {"username": "clerk", "usable_password": "true", **password, **inline, **member}
    answer = console.post(f"{USER}add/", values)
    assert answer.status_code == 302
    assert User.objects.get(username="clerk").memberships.get().department == root


@pytest.mark.parametrize("weak", ["short", "password12345", "123456789012"])
def test_a_weak_password_is_refused(console: Client, db, weak: str):
    values = {"username": "clerk", "password1": weak, "password2": weak}
    inline = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    assert console.post(f"{USER}add/", values | inline).status_code == 200
    assert not User.objects.filter(username="clerk").exists()


def test_no_password_hash_is_shown(console: Client, db):
    user = User.objects.create_user("clerk", password="a very long one", is_staff=True)
    digest = user.password.rpartition("$")[2]
    assert digest not in body(console.get(f"{USER}{user.pk}/change/"))


def test_changes_stand_in_the_history_with_who_made_them(console: Client, root: Department):
    sales = below(root, "sales")
    console.post(f"{DEPARTMENT}{sales.pk}/change/", {"parent": root.pk, "name": "trade"})
    latest = sales.history.latest()
    assert (latest.name, latest.history_user.username) == ("trade", "root")
    assert "trade" in body(console.get(f"{DEPARTMENT}{sales.pk}/history/"))


def test_the_first_start_makes_one_root_and_no_second(db):
    assert root_department() == root_department()
    assert (Partition.objects.count(), Department.objects.count()) == (1, 1)


def test_the_one_time_password_opens_the_console_until_another_is_chosen(plain_static, db):
    password = one_time_password()
    client = Client()
    assert client.login(username=administrator(), password=password)
    assert "Choose a password of your own" in body(client.get("/console/"))
    user = User.objects.get()
    user.set_password("a password of my own")
    user.save()
    assert one_time_password() == ""
    assert not client.login(username=administrator(), password=password)
