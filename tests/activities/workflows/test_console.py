"""The pages of workflows: their form, the rules, the versions, and what an activity says."""

import json

import pytest

from activities.models import Queue, Workflow
from tests.activities.workflows import making
from tests.activities.workflows.making import workflow
from tests.activities.workflows.samples import rule, subject, to_queue
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive
from tests.stock import message

LIST = "/console/activities/workflow/"


@pytest.fixture
def alias(make_alias):
    return make_alias("support@lab.test")


@pytest.fixture
def billing(alias) -> Queue:
    return making.queue(alias)


@pytest.fixture
def flow(alias, billing) -> Workflow:
    return workflow(alias, [rule(subject("invoice"), name="Invoices", then=[to_queue(billing.pk)])])


def rules_page(flow: Workflow) -> str:
    return f"{LIST}{flow.pk}/rules/"


def send(console, flow: Workflow, rules: object, do: str = "save", **more: object):
    typed = rules if isinstance(rules, str) else json.dumps(rules)
    values = {"rules": typed, "opened": flow.draft_number, "do": do} | more
    return console.post(rules_page(flow), values, follow=True)


def said(answer) -> str:
    return " ".join(str(one) for one in answer.context["messages"])


def test_a_new_workflow_leads_to_its_rules(console, root, alias):
    values = {"department": root.pk, "name": "Flow", "aliases": [alias.pk], "position": 10}
    answer = console.post(f"{LIST}add/", values | {"active": "on"})
    assert answer.url == rules_page(Workflow.objects.get())


def test_aliases_of_other_departments_are_refused(console, root, make_alias):
    child = type(root).objects.create(partition=root.partition, parent=root, name="Child")
    other = make_alias("other@lab.test", department=child)
    values = {"department": root.pk, "name": "Flow", "aliases": [other.pk], "position": 10}
    answer = console.post(f"{LIST}add/", values)
    assert "not in this department" in str(answer.context["adminform"].form.errors)


def test_aliases_and_every_alias_exclude_each_other(console, root, alias):
    values = {"department": root.pk, "name": "F", "aliases": [alias.pk], "position": 1}
    answer = console.post(f"{LIST}add/", values | {"shared": "on"})
    assert "choose none" in str(answer.context["adminform"].form.errors)


def test_the_standard_start_workflow_stands_first_and_has_no_button(console, flow):
    page = console.get(rules_page(flow)).content.decode()
    assert "Delivery exceptions and complaints" in page
    assert page.index("Standard start workflow") < page.index("data-rules")
    assert "to the queue Exceptions" in page


def test_a_draft_is_saved_and_decides_nothing(console, flow, alias):
    answer = send(console, flow, [])
    flow.refresh_from_db()
    assert (flow.draft, flow.version) == ([], 1)
    assert "decides nothing" in said(answer)
    assert receive(alias, message("Invoice")).queue.name == "Billing"


def test_publishing_makes_the_typed_rules_run(console, flow, alias):
    answer = send(console, flow, [], "publish", change_reason="No more invoices")
    assert "Version 2 runs" in said(answer)
    assert flow.versions.get(number=2).reason == "No more invoices"
    assert receive(alias, message("Invoice")).queue.is_default


def test_what_is_wrong_is_kept_and_named_at_its_field(console, flow):
    typed = [rule(subject("("[:1], "matches"), name="Half typed")]
    answer = send(console, flow, typed, "publish")
    assert list(answer.context["errors"]) == ["0.when.of.0.value"]
    assert answer.context["rules"] == typed
    flow.refresh_from_db()
    assert (flow.draft, flow.version) == (typed, 1)
    assert "1 thing has to be mended" in said(answer)


def test_a_reason_that_is_asked_for_must_be_given_to_publish(console, flow, root):
    type(root.partition).objects.update(requires_reason=True)
    answer = send(console, flow, [], "publish")
    flow.refresh_from_db()
    assert (flow.version, flow.draft) == (1, [])
    assert "asks for the reason" in answer.content.decode()
    send(console, flow, [], "publish", change_reason="Because")
    flow.refresh_from_db()
    assert flow.version == 2


def test_who_is_overtaken_keeps_what_was_typed(console, flow):
    send(console, flow, [rule(subject("a"))])
    answer = send(console, flow, [rule(subject("b"))])
    assert "Somebody else has saved" in said(answer)
    assert answer.context["rules"] == [rule(subject("b"))]
    flow.refresh_from_db()
    assert flow.draft == [rule(subject("a"))]


@pytest.mark.parametrize(
    "rules", ["", "{", "3", "[3]", '[{"name": "x"}]', "null", "[" * 100_000, "[" * 500 + "]" * 500]
)
def test_rubbish_changes_nothing(console, flow, rules):
    before = flow.draft
    assert "did not arrive" in said(send(console, flow, rules))
    flow.refresh_from_db()
    assert flow.draft == before


def test_a_rule_is_shown_as_text_whatever_it_is_called(console, flow):
    send(console, flow, [rule(subject("x"), name="</script><script>alert(1)</script>")])
    assert "<script>alert" not in console.get(rules_page(flow)).content.decode()


def test_versions_tell_what_they_changed_and_one_click_returns(console, flow, alias):
    send(console, flow, [], "publish", change_reason="Away with it")
    page = console.get(f"{LIST}{flow.pk}/versions/").content.decode()
    assert "Away with it" in page
    assert "Subject contains “invoice”" in page
    answer = console.post(f"{LIST}{flow.pk}/versions/1/", {"change_reason": "Back"}, follow=True)
    assert "run again, as version 3" in said(answer)
    assert receive(alias, message("Invoice")).queue.name == "Billing"


def test_a_version_that_cannot_run_any_more_is_not_returned_to(console, flow, billing):
    send(console, flow, [], "publish")
    billing.delete()
    answer = console.post(f"{LIST}{flow.pk}/versions/1/", follow=True)
    assert "cannot run any more" in said(answer)
    flow.refresh_from_db()
    assert flow.version == 2


def test_an_activity_says_which_rule_held_and_in_what(console, flow, alias):
    activity = receive(alias, message("Invoice 7"))
    page = console.get(f"/console/activities/activity/{activity.pk}/change/").content.decode()
    assert "Flow, version 1" in page
    assert "Subject contains “invoice”: Invoice 7" in page
    assert "to the queue Billing" in page


def test_an_alias_with_a_workflow_cannot_be_deleted(console, flow, alias):
    page = console.get(f"/console/aliases/alias/{alias.pk}/delete/").content.decode()
    assert "The workflow Flow is for it" in page
    assert f"{LIST}{flow.pk}/change/" in page


def test_a_workflow_is_deleted_and_its_versions_stay(console, flow):
    versions = type(flow.versions.first()).objects
    console.post(f"{LIST}{flow.pk}/delete/", {"post": "yes"})
    assert not Workflow.objects.exists()
    assert versions.count() == 1


def test_who_only_looks_finds_no_button_and_changes_nothing(sign_in, flow, root):
    client = sign_in(staff("viewer", root, may="view_workflow"))
    page = client.get(rules_page(flow)).content.decode()
    assert 'value="publish"' not in page
    assert client.post(rules_page(flow), {"rules": "[]", "opened": 0}).status_code == 403


def test_texts_are_made_in_the_console(console, root):
    values = {"department": root.pk, "name": "Received", "subject": "Auto: {subject}"}
    add = "/console/activities/acknowledgementtext/add/"
    answer = console.post(add, values | {"text": "Dear {nobody}"})
    assert "is not known" in str(answer.context["adminform"].form.errors)
    assert console.post(add, values | {"text": "Dear {name}"}).status_code == 302


def test_dropped_mail_is_found_in_the_list(console, alias):
    workflow(alias, [rule(subject("invoice"), name="Away", then=[{"kind": "drop"}])], name="Drop")
    receive(alias, message("Invoice 8"))
    receive(alias, message("Parcel 9"))
    page = console.get("/console/activities/activity/?decided__dropped__exact=1").content.decode()
    assert "Invoice 8" in page
    assert "Parcel 9" not in page
