"""Mail is filed as the workflows of its alias decide, and says why."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities import tracing
from activities.models import Activity, CaseTemplate, Decided, Queue
from activities.workflows import published, publishing
from aliases.models import Alias
from tests.activities.workflows import making
from tests.activities.workflows.making import by, workflow
from tests.activities.workflows.samples import rule, subject, to_queue
from tests.mailcenter.rows import receive, store
from tests.stock import message
from workers.processing import process_stored

INVOICE = "Invoice 4711"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


@pytest.fixture
def billing(alias) -> Queue:
    return making.queue(alias)


def now_dated(subject: str = INVOICE, **header: str) -> bytes:
    return message(subject, Date=f"{timezone.now():%a, %d %b %Y %H:%M:%S +0000}", **header)


def automatic() -> Activity:
    return Activity.objects.get(automatic=True)


def test_a_rule_puts_mail_into_its_queue_and_the_activity_says_why(alias, billing):
    made = workflow(alias, [rule(subject("invoice"), name="Invoices", then=[to_queue(billing.pk)])])
    activity = receive(alias, message(INVOICE))
    assert (activity.queue, activity.closed_at) == (billing, None)
    (fired,) = activity.decided.trail
    assert fired["origin"] == {"workflow": made.pk, "name": "Flow", "version": 1}
    assert (fired["rule"], fired["why"]) == ("Invoices", "Subject contains “invoice”: Invoice 4711")


def test_the_trace_tells_what_was_decided_and_what_was_not_done(alias, billing):
    workflow(alias, [rule(subject("invoice"), name="Invoices", then=[to_queue(billing.pk)])])
    billing.delete()
    activity = receive(alias, message(INVOICE))
    told = {one.title: one.words for one in tracing.events(activity, Activity.objects.all())}
    assert "1. Invoices: Subject contains “invoice”" in told["Decided by Flow, version 1"]
    assert told["Not done as decided"].startswith("The queue of the workflow is not there")


def test_other_mail_goes_its_usual_way_without_a_word(alias, billing):
    workflow(alias, [rule(subject("invoice"), then=[to_queue(billing.pk)])])
    activity = receive(alias, message("Hello"))
    assert activity.queue.is_default
    assert not Decided.objects.exists()


def test_exceptions_go_to_their_queue_by_the_standard_start_workflow(alias):
    activity = receive(alias, message("Out of office", Auto_Submitted="auto-replied"))
    assert activity.queue.exceptions
    assert activity.decided.trail[0]["origin"]["name"] == "Standard start workflow"


def test_an_exception_that_waits_where_it_should_is_not_written_again(alias):
    raw = store(alias, message("Out of office", Auto_Submitted="auto-replied"))
    with CaptureQueriesContext(connection) as asked:
        process_stored(alias)
    assert Decided.objects.filter(activity__raw=raw).exists()
    assert not [one for one in asked if one["sql"].startswith('UPDATE "activities_activity"')]


def test_priority_and_tags_are_put_on_the_case(alias, billing):
    then = [
        {"kind": "priority", "priority": 2},
        {"kind": "tag", "tag": "Money"},
        {"kind": "tag", "tag": "money"},
        to_queue(billing.pk),
    ]
    workflow(alias, [rule(subject("invoice"), then=then)])
    activity = receive(alias, message(INVOICE))
    assert (activity.case.priority, activity.priority) == (2, 2)
    assert [one.word for one in activity.case.tags.all()] == ["money"]


def test_a_template_begins_a_new_case(alias, billing):
    template = CaseTemplate.objects.create(
        department=alias.department, name="Invoice", queue=billing, stream="Money"
    )
    action = {"kind": "template", "template": str(template.pk)}
    workflow(alias, [rule(subject("invoice"), then=[action])])
    activity = receive(alias, message(INVOICE))
    assert (activity.case.template, activity.case.stream) == (template, "Money")
    assert activity.queue == billing


def test_dropped_mail_is_kept_closed_and_marked(alias):
    workflow(alias, [rule(subject("invoice"), then=[{"kind": "drop"}])])
    activity = receive(alias, message(INVOICE))
    assert (activity.queue, bool(activity.closed_at)) == (None, True)
    assert activity.decided.dropped
    assert activity.raw is not None


def test_dropped_mail_is_not_acknowledged(make_alias):
    alias = make_alias("ack@lab.test", acknowledge=True, acknowledge_text="Thank you")
    workflow(alias, [rule(subject("invoice"), then=[{"kind": "drop"}])])
    receive(alias, now_dated())
    assert not Activity.objects.filter(automatic=True).exists()


def test_an_acknowledgement_is_sent_once_with_its_text(alias):
    making.text(alias, "Dear {name}, your case is {case}.", subject="Got it: {subject}")
    workflow(alias, [rule(subject("invoice"), then=[{"kind": "acknowledge", "text": "Received"}])])
    first = receive(alias, now_dated())
    second = receive(alias, now_dated())
    assert automatic().text == f"Dear Chris Customer, your case is {first.case_id}."
    assert automatic().subject.startswith("Got it: Invoice 4711")
    assert second.decided.notes == "Not acknowledged: its sender got one of late."


def test_the_text_is_in_the_language_that_the_message_asks_for(alias):
    making.text(alias, "Thank you")
    making.text(alias, "Danke", language="de")
    workflow(alias, [rule(subject("invoice"), then=[{"kind": "acknowledge", "text": "Received"}])])
    receive(alias, now_dated(Accept_Language="de-AT, en;q=0.5"))
    assert automatic().text == "Danke"


def test_two_acknowledgements_are_one(make_alias):
    alias = make_alias("ack@lab.test", acknowledge=True, acknowledge_text="Of the alias")
    making.text(alias, "Of the workflow")
    workflow(alias, [rule(subject("invoice"), then=[{"kind": "acknowledge", "text": "Received"}])])
    receive(alias, now_dated())
    assert automatic().text == "Of the workflow"


def test_a_workflow_is_compiled_once_for_each_version(alias, billing):
    made = workflow(alias, [rule(subject("invoice"), then=[to_queue(billing.pk)])])
    first = published.rules_for(alias)
    assert all(one is other for one, other in zip(published.rules_for(alias), first, strict=True))
    publishing.publish(made, made.draft, by())
    assert published.rules_for(alias)[-1] is not first[-1]


def test_automatic_mail_is_never_acknowledged(alias):
    making.text(alias)
    then = [{"kind": "acknowledge", "text": "Received"}]
    workflow(alias, [rule(subject("invoice"), then=then, exceptions=True)])
    activity = receive(alias, now_dated(Auto_Submitted="auto-replied"))
    assert activity.decided.notes == "Not acknowledged: it is a delivery exception."
    assert not Activity.objects.filter(automatic=True).exists()


def test_what_was_deleted_meanwhile_stops_no_mail(alias, billing):
    making.text(alias)
    then = [to_queue(billing.pk), {"kind": "acknowledge", "text": "Received"}]
    workflow(alias, [rule(subject("invoice"), then=then)])
    billing.delete()
    alias.department.acknowledgement_texts.all().delete()
    activity = receive(alias, now_dated())
    assert activity.queue.is_default
    assert "not there any more" in activity.decided.notes


def test_a_published_change_acts_from_the_next_message(alias, billing):
    made = workflow(alias, [rule(subject("invoice"), then=[to_queue(billing.pk)])])
    assert receive(alias, message(INVOICE)).queue == billing
    publishing.publish(made, [], by())
    assert receive(alias, message(INVOICE)).queue.is_default


def test_answers_wait_where_their_case_does_and_rules_may_ask_for_that(alias, billing):
    made = workflow(alias, [rule(subject("invoice"), then=[to_queue(billing.pk)])])
    first = receive(alias, message(INVOICE, Message_ID="<first@customers.test>"))
    answer = {"In_Reply_To": "<first@customers.test>"}
    assert receive(alias, message("Thank you", **answer)).queue == billing
    second = making.queue(alias, "Second")
    known = {"kind": "case", "case": "known"}
    publishing.publish(made, [rule(known, then=[to_queue(second.pk)])], by())
    activity = receive(alias, message("Once more", **answer))
    assert (activity.case, activity.queue) == (first.case, second)


def test_a_draft_decides_nothing(alias, billing):
    made = workflow(alias, [])
    publishing.save_draft(made, [rule(subject("i"), then=[to_queue(billing.pk)])], opened=0)
    assert receive(alias, message(INVOICE)).queue.is_default


@pytest.mark.parametrize("fields", [{"active": False}, {"version": 0}])
def test_a_workflow_that_is_off_or_unpublished_decides_nothing(alias, billing, fields):
    made = workflow(alias, [rule(subject("invoice"), then=[to_queue(billing.pk)])])
    type(made).objects.update(**fields)
    assert receive(alias, message(INVOICE)).queue.is_default


def test_workflows_are_asked_in_their_order_and_only_for_their_aliases(alias, make_alias, billing):
    other = make_alias("sales@lab.test")
    second = making.queue(alias, "Second")
    drop = [rule(subject("invoice"), then=[{"kind": "drop"}])]
    workflow(other, drop, name="Of another alias", position=1)
    last = [rule(subject("invoice"), then=[to_queue(second.pk)])]
    workflow(alias, last, name="Last", position=20)
    first = [rule(subject("invoice"), then=[to_queue(billing.pk)])]
    workflow(alias, first, name="Shared", shared=True, position=10)
    activity = receive(alias, message(INVOICE))
    assert [one["origin"]["name"] for one in activity.decided.trail] == ["Shared", "Last"]
    assert activity.queue == second


def test_rules_that_cannot_run_any_more_lose_no_mail(alias, billing):
    made = workflow(alias, [rule(subject("invoice"), then=[to_queue(billing.pk)])])
    row = made.versions.get()
    type(row).objects.create(workflow=made, number=2, digest="x", rules=[{"name": "old"}])
    type(made).objects.update(version=2)
    assert receive(alias, message(INVOICE)).queue.is_default
