"""The page of a case: its fields with reason and history, its tags, and what moves with them."""

import pytest
from django.test import Client

from activities.cases.setting import words_of
from activities.models import Activity, Case, PriorityMatrix
from activities.queues import working
from aliases.models import Alias
from tests.activities.queues.people import by, worker
from tests.mailcenter.pages import body
from tests.mailcenter.rows import receive
from tests.stock import message

CASES = "/console/activities/case/"
PARCEL = "<parcel@customers.test>"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


@pytest.fixture
def mail(alias: Alias) -> Activity:
    return receive(alias, message("A parcel", Message_ID=PARCEL))


def save(client: Client, case: Case, **fields: object):
    values = {"status": case.status, "change_reason": "A friend of the house."}
    return client.post(f"{CASES}{case.pk}/change/", values | fields)


def again(alias: Alias, **header: str) -> Activity:
    return receive(alias, message("Re: A parcel", In_Reply_To=PARCEL, **header))


def test_fields_are_changed_with_a_reason_that_stays_in_the_history(console: Client, mail):
    save(console, mail.case, status="waiting", stream="Post", priority=1)
    case = Case.objects.get()
    assert (case.status, case.stream, case.priority) == ("waiting", "Post", 1)
    assert "A friend of the house." in body(console.get(f"{CASES}{case.pk}/history/"))
    mail.refresh_from_db()
    assert mail.priority == 1


def test_the_priority_follows_impact_and_urgency(console: Client, mail, root):
    PriorityMatrix.objects.create(partition=root.partition, impact1_urgency3=2)
    save(console, mail.case, impact=1, urgency=3)
    assert Case.objects.get().priority == 2


def test_a_priority_that_is_typed_wins_over_the_matrix(console: Client, mail, root):
    PriorityMatrix.objects.create(partition=root.partition, impact1_urgency3=2)
    save(console, mail.case, impact=1, urgency=3, priority=5)
    assert Case.objects.get().priority == 5


def test_tags_are_set_and_searched(console: Client, mail):
    save(console, mail.case, tag_words="VIP,  Lost parcel, vip")
    assert [one.word for one in mail.case.tags.all()] == ["lost parcel", "vip"]
    assert "A parcel" in body(console.get(CASES, {"q": "vip"}))
    save(console, mail.case, tag_words="vip")
    assert mail.case.tags.count() == 1


@pytest.mark.parametrize(
    ("text", "words"), [("", []), ("a, B;a\nc d", ["a", "b", "c d"]), (" , ;", [])]
)
def test_tags_are_words_with_commas_between(text: str, words: list[str]):
    assert words_of(text) == words


def test_the_page_lists_the_mail_of_the_case(console: Client, mail):
    assert f"/console/activities/activity/{mail.pk}/change/" in body(
        console.get(f"{CASES}{mail.case_id}/change/")
    )


def test_an_owner_sees_the_department(console: Client, mail, root):
    other = root.children.create(partition=root.partition, name="Sales")
    stranger = worker("stranger", other)
    assert "Select a valid choice" in body(save(console, mail.case, owner=stranger.pk))
    assert save(console, mail.case, owner=worker("ann", root).pk).status_code == 302


@pytest.mark.parametrize("status", ["closed", "waiting"])
def test_a_case_is_open_again_when_the_customer_writes(alias, mail, status: str):
    Case.objects.update(status=status)
    came = again(alias)
    case = Case.objects.get()
    assert (came.case, case.status) == (case, "open")
    assert "the customer wrote" in case.history.latest().history_change_reason


def test_an_automatic_reply_opens_nothing(alias, mail):
    Case.objects.update(status="closed")
    again(alias, Auto_Submitted="auto-replied")
    assert Case.objects.get().status == "closed"


def test_what_the_customer_writes_again_goes_to_the_owner(alias, mail, root):
    ann = worker("ann", root)
    working.close(mail, by(ann))
    Case.objects.update(status="closed", owner=ann)
    assert again(alias).taken_by == ann


def test_an_owner_who_works_there_no_more_gets_nothing(alias, mail, root):
    Case.objects.update(owner=worker("ann"))
    assert again(alias).taken_by is None


def test_a_case_is_neither_made_nor_deleted_by_hand(console: Client, mail):
    assert console.get(f"{CASES}add/").status_code == 403
    assert console.get(f"{CASES}{mail.case_id}/delete/").status_code == 403
