"""The default alias of a department: one, active, switched in one transaction."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from aliases import defaults
from aliases.models import Alias
from departments.models import Department
from tests.mailcenter.people import ADD, errors, stored, typed


def change(alias: Alias) -> str:
    return f"/console/aliases/alias/{alias.pk}/change/"


def default_of(department: Department) -> list[str]:
    found = Alias.objects.present().filter(department=department, is_default=True)
    return [alias.address for alias in found]


@pytest.fixture
def default(make_alias) -> Alias:
    return make_alias("first@lab.test", is_default=True)


@pytest.mark.parametrize(
    "broken",
    [
        {"address": "first@lab.test"},
        {"is_default": True},
        {"is_default": True, "status": "inactive", "deleted_at": timezone.now()},
    ],
)
def test_the_database_itself_refuses_what_must_not_be(make_alias, default: Alias, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_alias(**broken)


def test_the_first_active_alias_of_a_department_is_its_default(console: Client, root):
    console.post(ADD, typed(root, status="inactive", address="draft@lab.test"))
    assert default_of(root) == []
    console.post(ADD, typed(root))
    console.post(ADD, typed(root, address="second@lab.test"))
    assert default_of(root) == ["support@lab.test"]


def test_choosing_another_default_replaces_the_former(console: Client, default: Alias, root):
    assert errors(console.post(ADD, typed(root, is_default="on"))) == {}
    assert default_of(root) == ["support@lab.test"]
    assert "became the default" in default.history.latest().history_change_reason


def test_a_switch_that_fails_leaves_the_former_default(default: Alias, make_alias):
    other = make_alias(status="inactive")
    with pytest.raises(defaults.NotPossible):
        defaults.make_default(other)
    assert default_of(default.department) == ["first@lab.test"]


def test_an_inactive_alias_cannot_become_the_default(console: Client, root):
    values = typed(root, status="inactive", is_default="on")
    assert "activate it" in errors(console.post(ADD, values))["is_default"]


def test_a_default_cannot_be_deactivated_before_there_is_another(
    console: Client, default: Alias, make_alias
):
    make_alias()
    answer = console.post(change(default), stored(default, status="inactive"))
    assert "make another one the default" in errors(answer)["status"]


def test_the_flag_is_taken_off_by_giving_it_to_another_alias(
    console: Client, default: Alias, make_alias
):
    make_alias()
    answer = console.post(change(default), stored(default, is_default=None))
    assert "make another one the default" in errors(answer)["is_default"]


def test_the_only_alias_can_give_up_being_the_default_and_end(console: Client, default: Alias):
    refused = console.post(change(default), stored(default, status="inactive"))
    assert "take the tick off" in errors(refused)["status"]
    values = stored(default, status="inactive", is_default=None)
    assert errors(console.post(change(default), values)) == {}
    assert default_of(default.department) == []


def test_a_default_does_not_leave_its_department_before_there_is_another(
    console: Client, default: Alias, make_alias, root
):
    make_alias()
    below = Department.objects.create(partition=root.partition, parent=root, name="Below")
    answer = console.post(change(default), stored(default, department=below.pk))
    assert "make another one the default" in errors(answer)["department"]


def test_an_alias_that_moves_is_not_the_default_of_a_department_that_has_one(
    console: Client, default: Alias, make_alias, root
):
    below = Department.objects.create(partition=root.partition, parent=root, name="Below")
    make_alias("theirs@lab.test", department=below, is_default=True)
    assert errors(console.post(change(default), stored(default, department=below.pk))) == {}
    assert (default_of(root), default_of(below)) == ([], ["theirs@lab.test"])
