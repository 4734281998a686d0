"""Long lists are sorted by what they offer, and searched at their beginning first."""

import pytest
from django.test import Client

from activities.models import Case
from departments import long_lists
from tests.mailcenter.pages import body
from tests.mailcenter.rows import receive
from tests.stock import message

CASES = "/console/activities/case/"
ACTIVITIES = "/console/activities/activity/"


@pytest.fixture
def three(root) -> list[Case]:
    words = ("Old parcel", "Letter", "New parcel")
    return [Case.objects.create(department=root, subject=one) for one in words]


def found(console: Client, monkeypatch, **query: str) -> tuple[list[bool], str]:
    """Which of the three are listed, and the number of results."""
    monkeypatch.setattr(long_lists, "FIRST", 2)
    monkeypatch.setattr(long_lists, "ENOUGH", 1)
    changes = console.get(CASES, query).context["cl"]
    listed = {one.subject for one in changes.result_list}
    return [one in listed for one in ("Old parcel", "Letter", "New parcel")], str(
        changes.paginator.count
    )


def test_words_that_the_first_rows_have_are_looked_for_no_further(console, three, monkeypatch):
    assert found(console, monkeypatch, q="parcel") == ([False, False, True], "1+")


def test_words_that_the_first_rows_lack_are_looked_for_in_all(console, three, monkeypatch):
    assert found(console, monkeypatch, q="old") == ([True, False, False], "1")


def test_where_the_first_rows_are_all_there_are_the_number_is_exact(console, three, monkeypatch):
    three[0].delete()
    assert found(console, monkeypatch, q="parcel")[1] == "1"


def test_the_first_rows_are_those_of_the_order_that_was_asked_for(console, three, monkeypatch):
    assert found(console, monkeypatch, q="parcel", o="6")[0] == [True, False, False]


def test_what_people_act_on_is_looked_for_in_all(rf, three, monkeypatch):
    def search(rows):
        return rows.filter(subject__icontains="parcel")

    monkeypatch.setattr(long_lists, "FIRST", 1)
    monkeypatch.setattr(long_lists, "ENOUGH", 1)
    assert long_lists.found(rf.post("/"), Case.objects.order_by("pk"), search).count() == 2


def test_a_list_is_sorted_by_no_column_that_offers_no_link(console, make_alias):
    alias = make_alias("support@lab.test")
    for words in ("A first", "B second"):
        receive(alias, message(words))
    page = body(console.get(ACTIVITIES, {"o": "2"}))
    assert page.index("B second</a>") < page.index("A first</a>")
