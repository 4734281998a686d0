"""Which patterns hold where: partition, department, direction."""

import pytest

from departments.masking.service import for_department
from departments.models import Department, MaskingPattern, Partition


@pytest.fixture
def make(root: Department):
    def make(name: str = "seven", **fields: object) -> MaskingPattern:
        values = {"partition": root.partition, "name": name, "expression": "7+"}
        return MaskingPattern.objects.create(**values | fields)

    return make


def masked(department: Department, direction: str = "inbound") -> str:
    return for_department(department.pk, direction).text("77 8")


def test_without_patterns_nothing_is_changed(root: Department):
    assert not for_department(root.pk, "inbound")
    assert masked(root) == "77 8"


def test_a_pattern_holds_in_every_department_of_its_partition(make, root, sales):
    make()
    stranger = Department.objects.create(partition=Partition.objects.create(name="b"), name="b")
    assert [masked(one) for one in (root, sales, stranger)] == ["** 8", "** 8", "77 8"]


def test_a_pattern_of_a_department_holds_there_and_below(make, root, sales):
    below = Department.objects.create(partition=root.partition, parent=sales, name="below")
    make().departments.add(sales)
    assert [masked(one) for one in (root, sales, below)] == ["77 8", "** 8", "** 8"]


@pytest.mark.parametrize(("way", "other"), [("inbound", "outbound"), ("outbound", "inbound")])
def test_a_pattern_holds_in_its_direction_only(make, root, way: str, other: str):
    make(**{other: False})
    assert (masked(root, way), masked(root, other)) == ("** 8", "77 8")


def test_a_pattern_that_is_off_does_nothing(make, root):
    make(active=False)
    assert masked(root) == "77 8"


def test_the_patterns_are_read_with_two_queries(make, root, django_assert_num_queries):
    make()
    make("eight", expression="8")
    with django_assert_num_queries(2):
        assert for_department(root.pk, "inbound").html("<b>7</b>8") == "<b>*</b>*"
