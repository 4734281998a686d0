"""What of a parsed message threading looks at."""

from activities.threads.reading import facts_of
from activities.threads.values import person
from tests.stock import message
from wire.parse import parse


def facts(**header: str):
    return facts_of(parse(message("Re: The parcel", **header)))


def test_parents_go_from_the_nearest_to_the_farthest():
    found = facts(In_Reply_To="<3@x.test>", References="<1@x.test> <2@x.test> <3@x.test>")
    assert found.parents == ("3@x.test", "2@x.test", "1@x.test")


def test_a_message_is_not_its_own_parent():
    found = facts(Message_ID="<1@x.test>", References="<1@x.test>")
    assert found.parents == ()


def test_the_addresses_that_servers_noted_count():
    found = facts(Delivered_To="support+tag@lab.test", To="Team <team@lab.test>")
    assert found.recipients == (("support+tag@lab.test", ""), ("team@lab.test", "Team"))


def test_subject_and_base_subject_are_both_there():
    assert (facts().subject, facts().base_subject) == ("Re: The parcel", "the parcel")


def test_people_are_compared_without_case_and_without_what_follows_a_plus_sign():
    assert person(" Ann+Shop@Customers.TEST ") == person("ann@customers.test")
    assert person("+odd@x.test") == "+odd@x.test"
    assert person("") == ""
