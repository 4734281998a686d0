"""What a partition says of its outgoing mail: its page, its rules, its history."""

from datetime import timedelta

import pytest
from django.utils import timezone

from departments.composition import Charset
from tests.departments.pages import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def partition(root):
    return root.partition


@pytest.fixture
def console(client, administrator):
    client.force_login(administrator)
    return client


def test_training_ends_after_eight_hours_unless_somebody_says_otherwise(console, partition) -> None:
    assert save(console, partition, training="on") == {}
    left = partition.training_until - timezone.now()
    assert timedelta(hours=7, minutes=58) < left <= timedelta(hours=8)
    assert save(console, partition, training=None) == {}
    assert partition.training_until is None


def test_an_end_in_the_past_is_refused(console, partition) -> None:
    past = {"training_until_0": "2020-01-01", "training_until_1": "10:00:00"}
    assert "past" in save(console, partition, training="on", **past)["training_until"]


@pytest.mark.parametrize("width", ["39", "1001"])
def test_a_width_out_of_bounds_is_refused(console, partition, width) -> None:
    assert "outgoing_width" in save(console, partition, outgoing_width=width)


def test_an_empty_width_wraps_nothing(console, partition) -> None:
    assert partition.outgoing_width == 72
    assert save(console, partition, outgoing_width="") == {}
    assert partition.outgoing_width is None


def test_the_log_is_completed_and_may_not_be_an_alias(console, partition, make_alias) -> None:
    make_alias("support@lab.test", redirections="sales@lab.test")
    for taken in ("support@lab.test", "Sales@lab.test"):
        assert "alias" in save(console, partition, log_address=taken)["log_address"]
    assert save(console, partition, company_domain="lab.test", log_address="Log") == {}
    assert partition.log_address == "log@lab.test"
    [change] = partition.history.latest().diff_against(partition.history.earliest()).changes[-1:]
    assert change.field == "log_address"


@pytest.mark.parametrize("name", Charset.values)
def test_every_character_set_is_known_to_python(name) -> None:
    assert "x".encode(name).decode(name) == "x"
