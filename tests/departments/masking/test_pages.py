"""The pages of masking patterns: ready-made ones, refusals with reasons, the preview, the history."""

import pytest
from django.test import Client

from departments.masking import ready_made
from departments.models import Department, MaskingPattern
from tests.departments.pages import as_shown, history, save
from tests.mailcenter.pages import body
from tests.mailcenter.people import errors, staff

LIST = "/console/departments/maskingpattern/"
ADD = f"{LIST}add/"
PREVIEW = f"{LIST}preview/"


def add(
    client: Client, root: Department, ready: str = "cards", **changed: object
) -> dict[str, str]:
    values = as_shown(client, f"{ADD}?ready={ready}", partition=root.partition_id, departments=None)
    return errors(client.post(ADD, without_none(values | changed)))


def without_none(values: dict[str, object]) -> dict[str, object]:
    return {name: one for name, one in values.items() if one is not None}


@pytest.mark.parametrize("one", ready_made.ALL, ids=lambda one: one.key)
def test_a_ready_made_pattern_is_switched_on_as_it_stands(console: Client, root, one):
    assert f"?ready={one.key}" in body(console.get(LIST))
    assert add(console, root, one.key) == {}
    assert MaskingPattern.objects.get().rule() == one.pattern


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"expression": "(a"}, "expression"),
        ({"expression": "a*"}, "expression"),
        ({"replacement": "<"}, "replacement"),
        ({"replacement": "7"}, "replacement"),
        ({"inbound": None, "outbound": None}, "inbound"),
        ({"keep_first": 21}, "keep_first"),
    ],
)
def test_a_bad_pattern_is_refused_at_its_field(console: Client, root, changed, field: str):
    assert set(add(console, root, "iban", **changed)) == {field}


def test_chosen_departments_are_of_the_partition(console: Client, root, theirs):
    assert "not in this partition" in add(console, root, departments=[theirs.pk])["departments"]


@pytest.fixture
def theirs(db) -> Department:
    from departments.models import Partition

    return Department.objects.create(partition=Partition.objects.create(name="b"), name="b")


def test_a_change_asks_for_its_reason_and_stands_in_the_history(console, root, strict):
    pattern = MaskingPattern.objects.create(
        partition=strict, name="seven", expression="7", inbound=True
    )
    assert set(save(console, pattern, expression="8")) == {"change_reason"}
    assert save(console, pattern, expression="8", change_reason="It is eight") == {}
    assert "Reason: It is eight" in body(console.get(history(pattern)))


def test_the_preview_shows_what_is_masked_and_stores_nothing(console: Client, root):
    values = {"expression": "7+", "replacement": "#", "keep_first": 0, "keep_last": 0}
    answer = console.post(PREVIEW, values | {"sample": "a 77 b 7\r\n"}).json()
    assert answer == {"masked": "a ## b #\n", "hits": 2}
    assert console.post(PREVIEW, values | {"sample": "<b>7</b>7"}).json()["masked"] == "<b>#</b>#"
    assert not MaskingPattern.objects.exists()


@pytest.mark.parametrize(("expression", "words"), [("(", "compiled"), ("", "required")])
def test_the_preview_says_what_is_wrong(console: Client, root, expression: str, words: str):
    values = {"expression": expression, "replacement": "#", "keep_first": 0, "keep_last": 0}
    assert words in console.post(PREVIEW, values | {"sample": "a"}).json()["error"]


def test_members_of_a_department_below_see_no_patterns(root, sales, sign_in):
    pattern = MaskingPattern.objects.create(partition=root.partition, name="x", expression="7")
    client = sign_in(staff("clerk", sales))
    assert client.get(f"{LIST}{pattern.pk}/change/").status_code == 302
