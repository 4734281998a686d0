"""Which rules hold in a department."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from attachments import extensions
from attachments.models import BlockedExtension, DepartmentSettings, PartitionRule
from attachments.policy import policy_of
from departments.models import Department


@pytest.mark.parametrize("typed", [".exe", "exe", "*.exe", " EXE ", "*.Exe"])
def test_an_extension_is_the_same_however_it_is_typed(sales: Department, typed: str):
    one = BlockedExtension(department=sales, name="x", extension=typed)
    with pytest.raises(ValidationError) as refused:
        one.full_clean()
    assert "blocked in the department already" in str(refused.value)
    assert one.extension == "exe"


@pytest.mark.parametrize("typed", ["", "*", ".", "a b", "e/x", "..exe", "x" * 40])
def test_what_is_no_extension_is_refused_with_words(typed: str):
    with pytest.raises(ValueError, match="is no extension"):
        extensions.normal(typed)


def test_lists_add_up_from_the_root_and_the_nearest_is_named(root: Department, sales: Department):
    BlockedExtension.objects.create(department=root, name="All", extension="exe")
    BlockedExtension.objects.create(department=root, name="Scripts", extension="js")
    blocked = policy_of(sales.pk).rules.blocked
    assert blocked["exe"] == "Blocked extension .exe (Programs), Sales"
    assert set(blocked) == {"exe", "js"}
    assert policy_of(root.pk).rules.blocked["exe"].endswith(root.name)


def test_settings_are_the_departments_own_or_the_nearest_above(root: Department, sales: Department):
    assert not policy_of(sales.pk).outgoing
    DepartmentSettings.objects.create(department=root, scan="both", action="delete")
    assert (policy_of(sales.pk).outgoing, policy_of(sales.pk).delete) == (True, True)
    DepartmentSettings.objects.create(department=sales, block_all=True)
    found = policy_of(sales.pk)
    assert (found.outgoing, found.delete, bool(found.rules.block_all)) == (False, False, True)


def test_the_rules_of_the_partition_hold_everywhere_in_it(root: Department, sales: Department):
    PartitionRule.objects.create(partition=root.partition, extension="exe", verdict="allow")
    PartitionRule.objects.create(partition=root.partition, extension="js")
    rules = policy_of(sales.pk).rules
    assert rules.against("exe") is None
    assert rules.against("js").name == "Partition rule: block .js"


def test_outgoing_mail_alone_cannot_be_chosen(sales: Department):
    with pytest.raises(ValidationError):
        DepartmentSettings(department=sales, scan="outbound").full_clean()


def test_a_department_has_one_set_of_settings(sales: Department):
    DepartmentSettings.objects.create(department=sales)
    with pytest.raises(IntegrityError):
        DepartmentSettings.objects.create(department=sales)


def test_the_policy_costs_four_queries(sales: Department, django_assert_num_queries):
    with django_assert_num_queries(4):
        policy_of(sales.pk)
