"""A department, and a partition that asks for reasons."""

import pytest

from departments.models import Department, Partition


@pytest.fixture
def sales(root: Department) -> Department:
    return Department.objects.create(partition=root.partition, parent=root, name="sales")


@pytest.fixture
def strict(root: Department) -> Partition:
    """The partition, which asks for reasons."""
    root.partition.requires_reason = True
    root.partition.save()
    return root.partition
