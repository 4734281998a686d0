"""The trace also finds what never became an activity."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from activities import tracing_shelf
from activities.raw import RawMessage
from tests.mailcenter.pages import body
from tests.mailcenter.rows import store
from tests.stock import message

PAGE = "/console/activities/activity/trace/"


@pytest.fixture
def shelved(make_alias) -> RawMessage:
    content = message("Broken parcel", Message_ID="<lost@customers.test>")
    return store(make_alias(), content, state="failed", reason="It has too many parts.")


@pytest.mark.parametrize(
    "text",
    ["<lost@customers.test>", "lost@customers.test", "broken PARCEL", "chris@customers.test"],
)
def test_a_message_on_the_shelf_is_found_by_its_header(shelved, text) -> None:
    [one] = tracing_shelf.found(RawMessage.objects.all(), text)
    assert (one.raw, one.words) == (shelved, "Broken parcel, from chris@customers.test")


@pytest.mark.parametrize("text", ["", "other@customers.test", "   "])
def test_others_are_not(shelved, text) -> None:
    assert tracing_shelf.found(RawMessage.objects.all(), text) == []


def test_rubbish_on_the_shelf_stops_nobody(shelved, make_alias) -> None:
    store(make_alias(), b"X: " + b"x" * 1_000_000, state="failed")
    assert len(tracing_shelf.found(RawMessage.objects.all(), "Broken")) == 1


def test_the_page_and_the_command_say_where_it_is_and_why(shelved, sign_in, administrator) -> None:
    page = body(sign_in(administrator).get(PAGE, {"q": "Broken parcel"}))
    assert "It has too many parts." in page
    said = StringIO()
    call_command("trace", "lost@customers.test", stdout=said)
    assert "too many parts" in said.getvalue()


def test_where_there_is_nothing_the_command_says_so(shelved) -> None:
    with pytest.raises(CommandError, match="Nothing is found"):
        call_command("trace", "nobody@customers.test")
