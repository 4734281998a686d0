"""Long lists are counted so far and no further, and say so."""

import pytest
from django.contrib.auth.models import Group
from django.template import Context, Template

from departments import paging
from departments.paging import AtLeast, LongPaginator

WORDS = """{% load i18n %}{% blocktranslate count counter=number %}{{ counter }} row{% plural %}
{{ counter }} rows{% endblocktranslate %}"""


@pytest.fixture
def groups(db, monkeypatch):
    monkeypatch.setattr(paging, "MOST", 6)
    Group.objects.all().delete()
    Group.objects.bulk_create(Group(name=f"Group {number}") for number in range(8))
    return Group.objects.order_by("-name")


def test_more_rows_than_are_counted_have_a_plus_sign() -> None:
    assert (str(AtLeast(10_000)), AtLeast(10_000) + 1) == ("10,000+", 10_001)
    assert "10,000+" in Template(WORDS).render(Context({"number": AtLeast(10_000)}))


def test_a_long_list_has_as_many_pages_as_are_counted(groups) -> None:
    pages = LongPaginator(groups, 4)
    assert (str(pages.count), pages.num_pages) == ("6+", 2)
    assert len(pages.page(1).object_list) == 4


@pytest.mark.parametrize("deep", [0, 100])
def test_a_page_far_behind_has_the_same_rows(groups, monkeypatch, deep: int) -> None:
    monkeypatch.setattr(paging, "DEEP", deep)
    names = [one.name for one in LongPaginator(groups, 3).page(2).object_list]
    assert names == ["Group 4", "Group 3", "Group 2"]


def test_rows_chosen_first_have_the_same_order(groups) -> None:
    pages = LongPaginator(groups, 3)
    pages.chosen_first = True
    names = [one.name for one in pages.page(2).object_list]
    assert names == ["Group 4", "Group 3", "Group 2"]


def test_a_short_list_is_counted_exactly(groups) -> None:
    some = groups.filter(name__lte="Group 5")
    assert str(LongPaginator(some, 4).count) == "6"


def test_a_search_that_stopped_early_says_so(groups, rf) -> None:
    request = rf.get("/")
    paging.note_more(request, True)
    assert str(paging.paginator(request, groups.filter(name="Group 1"), 4).count) == "1+"


def test_counting_asks_once_whatever_is_shown_beside(groups, django_assert_num_queries) -> None:
    with django_assert_num_queries(1) as asked:
        paging.counted(groups.select_related().prefetch_related("permissions"))
    assert "LIMIT 7" in asked.captured_queries[0]["sql"]
