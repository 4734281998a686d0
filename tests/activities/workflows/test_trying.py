"""Workflows are tried by the code that files mail, and nothing is written."""

import pytest

from activities.models import Decided
from activities.workflows import outcomes, publishing
from activities.workflows.trying import GONE, latest, trial
from tests.activities.workflows import making
from tests.activities.workflows.making import workflow
from tests.activities.workflows.samples import rule, subject, to_queue
from tests.mailcenter.people import staff
from tests.mailcenter.rows import database, receive
from tests.stock import message

TRY = "/console/activities/workflow/{}/try/"


@pytest.fixture
def alias(make_alias):
    return make_alias("support@lab.test")


@pytest.fixture
def billing(alias):
    return making.queue(alias)


@pytest.fixture
def flow(alias, billing):
    return workflow(alias, [rule(subject("invoice"), name="Invoices", then=[to_queue(billing.pk)])])


def pasted(alias, raw: bytes, **more: object) -> dict[str, object]:
    return {"alias": alias.pk, "what": "draft", "message": raw.decode()} | more


def test_a_pasted_message_says_which_rule_held(console, flow, alias):
    answer = console.post(TRY.format(flow.pk), pasted(alias, message("Invoice 7")))
    (fired,) = answer.context["answer"]["fired"]
    assert (fired["rule"], fired["did"]) == ("1. Invoices", "to the queue Billing")
    assert fired["why"] == "Subject contains “invoice”: Invoice 7"


def test_a_stored_message_is_compared_with_what_happened(console, flow, alias):
    activity = receive(alias, message("Invoice 7"))
    publishing.save_draft(flow, [], opened=0)
    typed = {"alias": alias.pk, "what": "draft", "activity": activity.pk}
    answer = console.post(TRY.format(flow.pk), typed).context["answer"]
    assert answer["differences"] == [["Queue", "Billing", "the usual one"]]
    typed["what"] = "published"
    assert not console.post(TRY.format(flow.pk), typed).context["answer"]["differs"]


def test_the_last_messages_are_tried_a_part_at_a_time(console, flow, alias):
    for number in range(30):
        receive(alias, message(f"Invoice {number}" if number < 10 else "Hello"))
    publishing.save_draft(flow, [], opened=0)
    typed = {"alias": alias.pk, "what": "draft", "done": 0}
    first = console.post(f"{TRY.format(flow.pk)}part/", typed).json()
    last = console.post(f"{TRY.format(flow.pk)}part/", typed | {"done": first["done"]}).json()
    assert (first["done"], last["done"], last["all"]) == (25, 30, 30)
    assert sum(one["differs"] for one in first["rows"] + last["rows"]) == 10


def test_nothing_is_written(console, flow, alias):
    making.text(alias)
    then = [{"kind": "drop"}, {"kind": "acknowledge", "text": "Received"}]
    then += [{"kind": "redirect", "address": "a@b.test"}, {"kind": "tag", "tag": "x"}]
    activity = receive(alias, message("Invoice 7"))
    publishing.save_draft(flow, [rule(subject("invoice"), then=then)], opened=0)
    before = database()
    for typed in (pasted(alias, message("Invoice")), {"activity": activity.pk}):
        answer = console.post(TRY.format(flow.pk), {"alias": alias.pk, "what": "draft"} | typed)
        assert answer.context["answer"]["fired"]
    console.post(f"{TRY.format(flow.pk)}part/", {"alias": alias.pk, "what": "draft"})
    assert database() == before


def test_other_workflows_of_the_alias_take_part_in_their_order(flow, alias, billing):
    drop = [rule(subject("invoice"), then=[{"kind": "drop"}])]
    workflow(alias, drop, name="First of all", position=1)
    tried = trial(alias, flow, flow.draft).on(message("Invoice"))
    assert tried.decision.dropped
    assert [one.origin.name for one in tried.decision.trail] == ["First of all"]


def test_trying_and_filing_agree_on_exceptions(flow, alias):
    raw = message("Out of office", Auto_Submitted="auto-replied")
    activity = receive(alias, raw)
    tried = trial(alias, flow, flow.draft).on_activity(activity)
    assert (tried.differs, outcomes.outcome(tried.decision)) == (False, activity.decided.outcome)


def test_a_message_that_is_not_kept_any_more_cannot_be_tried(flow, alias):
    activity = receive(alias, message("Invoice"))
    activity.raw = None
    assert trial(alias, flow, flow.draft).on_activity(activity).error == GONE


def test_an_empty_message_is_tried_as_well(flow, alias):
    activity = receive(alias, b"")
    assert not trial(alias, flow, flow.draft).on_activity(activity).error


REFUSED = [
    ({"message": ""}, "Paste a message"),
    ({"activity": 999}, "There is no message with this number"),
    ({"alias": 999}, "not one of the available choices"),
    ({"what": "published"}, "No version is published yet"),
]


@pytest.mark.parametrize(("typed", "words"), REFUSED)
def test_what_cannot_be_tried_is_said(console, alias, typed, words):
    flow = workflow(alias, [], name="Empty")
    type(flow).objects.update(version=0)
    values = {"alias": alias.pk, "what": "draft"} | typed
    assert words in console.post(TRY.format(flow.pk), values).content.decode()


def test_a_draft_that_is_not_ready_is_not_tried(console, flow, alias):
    publishing.save_draft(flow, [rule(subject(""))], opened=0)
    answer = console.post(f"{TRY.format(flow.pk)}part/", {"alias": alias.pk, "what": "draft"})
    assert "has to be mended" in answer.json()["error"]


def test_who_may_not_look_at_mail_sees_none_of_it(sign_in, flow, alias, root):
    receive(alias, message("Invoice"))
    client = sign_in(staff("viewer", root, may="view_workflow"))
    typed = {"alias": alias.pk, "what": "draft"}
    assert client.post(f"{TRY.format(flow.pk)}part/", typed).json()["rows"] == []


def test_the_latest_come_first(flow, alias):
    made = [receive(alias, message("Hello")).pk for _ in range(3)]
    assert latest(alias, 2) == [made[2], made[1]]
    assert not Decided.objects.exists()
