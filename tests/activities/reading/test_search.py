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
    return search.found(Activity.objects.all(), term).exists()


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
def test_the_search_uses_its_index(parcel):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "activity_words" in search.found(Activity.objects.all(), "parcel").explain()


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
