"""Department administrators look after their people and hand on no right that they lack."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from departments import roles
from departments.models import Department, User
from tests.departments.pages import as_shown, change
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors, staff

ADD = "/console/departments/user/add/"
LIST = "/console/departments/user/"


@pytest.fixture
def sales(root: Department) -> Department:
    return Department.objects.create(partition=root.partition, parent=root, name="sales")


@pytest.fixture
def boss(sign_in, sales: Department) -> Client:
    """Administrator of the department sales."""
    return sign_in(in_role("Department administrator", "boss", sales))


def in_role(role: str, name: str, *departments: Department) -> User:
    user = staff(name, *departments, may="")
    user.groups.add(Group.objects.get(name=role))
    return user


def new_person(*departments: Department) -> dict[str, object]:
    values: dict[str, object] = {"username": "clerk", "usable_password": "true"}
    values |= dict.fromkeys(("password1", "password2"), "a very long one")
    values |= {"memberships-TOTAL_FORMS": len(departments), "memberships-INITIAL_FORMS": 0}
    members = enumerate(departments)
    return values | {f"memberships-{at}-department": one.pk for at, one in members}


def test_they_make_people_of_their_department(boss: Client, sales):
    assert boss.post(ADD, new_person(sales)).status_code == 302
    assert User.objects.get(username="clerk").memberships.get().department == sales


def test_they_make_nobody_without_a_department_or_in_anothers(boss: Client, root, sales):
    for departments in ((), (root,), (sales, root)):
        assert boss.post(ADD, new_person(*departments)).status_code == 200
    assert not User.objects.filter(username="clerk").exists()


def test_they_see_the_people_of_their_departments_only(boss: Client, root, sales):
    staff("colleague", sales)
    staff("outsider", root)
    page = body(boss.get(LIST))
    assert "colleague" in page
    assert "outsider" not in page


def test_they_put_people_into_groups_with_no_more_rights(boss: Client, sales):
    clerk = staff("clerk", sales, may="")
    agent = Group.objects.get(name="Agent")
    boss.post(change(clerk), as_shown(boss, change(clerk), groups=[agent.pk]))
    assert list(clerk.groups.all()) == [agent]


@pytest.mark.parametrize("field", ["is_superuser", "user_permissions"])
def test_superuser_and_single_rights_are_not_theirs_to_give(boss: Client, sales, field: str):
    clerk = staff("clerk", sales, may="")
    right = Permission.objects.get(codename="manage_security").pk
    given = {"is_superuser": "on", "user_permissions": [right]}[field]
    boss.post(change(clerk), as_shown(boss, change(clerk), **{field: given}))
    clerk = User.objects.get(pk=clerk.pk)
    assert not clerk.is_superuser
    assert not clerk.user_permissions.exists()


def test_a_group_with_more_rights_cannot_be_given(boss: Client, sales):
    clerk = staff("clerk", sales, may="")
    higher = Group.objects.get(name="Administrator")
    answer = boss.post(change(clerk), as_shown(boss, change(clerk), groups=[higher.pk]))
    assert "groups" in errors(answer)
    assert not clerk.groups.exists()


def test_they_do_not_promote_themselves(boss: Client, sales):
    me = User.objects.get(username="boss")
    higher = Group.objects.get(name="Administrator")
    typed = as_shown(boss, change(me), groups=[higher.pk], is_superuser="on")
    boss.post(change(me), typed)
    assert [one.name for one in me.groups.all()] == ["Department administrator"]


@pytest.mark.parametrize("who", ["superuser", "administrator", "single right", "elsewhere too"])
def test_whoever_has_more_than_they_is_not_theirs_to_change(boss: Client, root, sales, who: str):
    person = staff("person", sales, may="manage_security" if who == "single right" else "")
    if who == "superuser":
        User.objects.filter(pk=person.pk).update(is_superuser=True)
    if who == "administrator":
        person.groups.add(Group.objects.get(name="Administrator"))
    if who == "elsewhere too":
        person.memberships.create(department=root)
    place = change(person)
    assert boss.post(place, {"username": "taken"}).status_code == 403
    assert boss.post(place.replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403
    password = dict.fromkeys(("password1", "password2"), "a very long one")
    answer = boss.post(place.replace("/change/", "/password/"), password)
    assert answer.status_code == 403
    assert not User.objects.get(username="person").check_password("a very long one")


def test_somebody_inactive_has_the_rights_they_would_have(boss: Client, sales):
    person = in_role("Administrator", "person", sales)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert boss.post(change(person), {"username": "taken"}).status_code == 403


def test_they_set_the_password_of_their_people(boss: Client, sales):
    clerk = staff("clerk", sales, may="")
    password = dict.fromkeys(("password1", "password2"), "a very long one")
    boss.post(
        change(clerk).replace("/change/", "/password/"), password | {"usable_password": "true"}
    )
    assert User.objects.get(pk=clerk.pk).check_password("a very long one")


def test_saving_a_person_keeps_a_group_of_the_companys_own(boss: Client, sales):
    clerk, own = staff("clerk", sales, may=""), Group.objects.create(name="Own")
    clerk.groups.add(own)
    boss.post(change(clerk), as_shown(boss, change(clerk), first_name="Chris"))
    clerk.refresh_from_db()
    assert (clerk.first_name, list(clerk.groups.all())) == ("Chris", [own])


def test_the_ready_made_groups_are_as_the_table_says(db):
    for name, wanted in roles.ROLES.items():
        held = Group.objects.get(name=name).permissions.select_related("content_type")
        found = {f"{one.content_type.app_label}.{one.codename}" for one in held}
        assert found == wanted, name


def test_a_ready_made_group_is_not_changed_by_hand(console: Client, db):
    group = Group.objects.get(name="Agent")
    assert console.post(change(group), {"name": "Agents"}).status_code == 403
    assert console.post(change(group).replace("change", "delete")).status_code == 403


def test_a_group_of_the_companys_own_is(console: Client, db):
    group = Group.objects.create(name="Own")
    assert console.post(change(group), {"name": "Ours"}).status_code == 302
    assert Group.objects.filter(name="Ours").exists()
