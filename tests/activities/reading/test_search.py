"""The search by PostgreSQL's full text; what every database finds is in test_console."""

import pytest
from django.db import connection
from django.test import Client

from activities.models import Activity
from activities.reading import search
from tests.mailcenter.pages import body
from tests.mailcenter.rows import receive
from tests.stock import message

LIST = "/console/activities/activity/"
full_text = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only PostgreSQL has full text"
)


@pytest.fixture
def parcel(make_alias) -> Activity:
    header = {"From": "Okapi <okapi.one@customers.test>", "Message_ID": "<find-me@customers.test>"}
    return receive(make_alias("support@lab.test"), message("The grüne parcel's label", **header))


def found(term: str) -> bool:
    return search.found(Activity.objects.all(), term).rows.exists()


@full_text
@pytest.mark.parametrize(
    "term",
    [
        "parcel",
        "PARC",
        "label the",
        "GRÜNE",
        "okapi.one@customers.test",
        "okapi",
        "find-me",
        "support@",
        "<okapi",
        "this is",
        "parcel & ! ( :*",
    ],
)
def test_words_are_found_by_their_beginnings_in_any_order(parcel, term: str):
    assert found(term)


@full_text
def test_what_is_found_stays_found_once_its_words_are_made(parcel):
    assert search.catch_up(10) == 1
    assert found("okapi")
    assert search.catch_up(10) == 0


@full_text
def test_a_text_that_changed_is_found_by_its_new_words(parcel):
    search.catch_up(10)
    Activity.objects.update(text="Quite another giraffe.")
    assert found("giraffe")
    search.catch_up(10)
    assert found("giraffe")
    assert not found("this is")


@full_text
def test_words_of_what_was_deleted_go_with_it(parcel):
    search.catch_up(10)
    Activity.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM activity_words")
        assert cursor.fetchone() == (0,)


@full_text
@pytest.mark.parametrize("term", ["giraffe", "arcel", "parcel giraffe", "' OR 1=1 --"])
def test_all_words_must_be_there(parcel, term: str):
    assert not found(term)


@full_text
def test_what_is_not_among_the_newest_is_found_by_the_index(parcel, monkeypatch):
    monkeypatch.setattr(search, "NEWEST", 0)
    search.catch_up(10)
    assert (found("parcel"), found("giraffe")) == (True, False)


@pytest.fixture
def another(parcel) -> Activity:
    facts = {"case": parcel.case, "department": parcel.department, "alias": parcel.alias}
    return Activity.objects.create(text="Another parcel.", **facts)


@full_text
def test_a_frequent_word_brings_the_newest_and_says_that_there_are_more(another, monkeypatch):
    monkeypatch.setattr(search, "NEWEST", 1)
    monkeypatch.setattr(search, "FREQUENT", 1)
    answer = search.found(Activity.objects.all(), "parcel")
    assert (list(answer.rows), answer.more) == ([another], True)


@full_text
def test_a_word_that_is_frequent_elsewhere_is_found_among_many(parcel, another, monkeypatch):
    monkeypatch.setattr(search, "NEWEST", 0)
    monkeypatch.setattr(search, "MOST", 1)
    search.catch_up(10)
    mine = Activity.objects.filter(pk=parcel.pk)
    assert list(search.found(mine, "parcel").rows) == [parcel]
    assert search.found(Activity.objects.all(), "parcel").more


@full_text
def test_a_text_of_megabytes_is_stored_and_found(parcel):
    words = " ".join(f"word{number}" for number in range(300_000))
    Activity.objects.update(text=words)
    search.catch_up(10)
    assert found("word77")


@pytest.mark.parametrize("term", ["...", "@"])
def test_without_a_word_the_plain_search_is_used(parcel, console: Client, term: str):
    assert search.found(Activity.objects.all(), term) is None
    assert console.get(LIST, {"q": term}).status_code == 200


def test_a_search_leaves_out_other_departments(parcel, sign_in):
    from tests.mailcenter.people import staff

    assert "okapi" not in body(sign_in(staff("nobody")).get(LIST, {"q": "parcel"}))
