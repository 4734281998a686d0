"""What is written down to be told: of which department, of what, and never more than was chosen."""

import json

import pytest
from django.db import transaction

from activities import queueing, regrouping
from activities.cases import statuses
from activities.hooks.models import Hook, HookEvent
from activities.models import Activity
from departments.models import Department
from tests.activities.bounced import bounce, sent
from tests.mailcenter.rows import receive
from tests.stock import message

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(root: Department) -> Hook:
    return Hook.objects.create(department=root, name="Desk", url="https://x.test/", secret="s")


@pytest.fixture
def alias(make_alias):
    return make_alias("support@lab.test")


def told() -> list[dict]:
    return [json.loads(one.body) for one in HookEvent.objects.order_by("pk")]


def test_mail_that_comes_in_is_told_with_numbers_kinds_and_times_alone(hook, alias):
    activity = receive(alias, message("Zebra"))
    (event,) = told()
    assert (event["kind"], event["activity"], event["case"]) == (
        "activity.new",
        activity.pk,
        activity.case_id,
    )
    assert (event["direction"], event["alias"]) == ("inbound", alias.pk)
    assert "Zebra" not in str(event)
    assert "customers.test" not in str(event)
    assert event["id"] == HookEvent.objects.get().key


def test_subject_and_addresses_are_told_where_the_department_chose_so_and_the_text_never(
    hook, alias
):
    Hook.objects.update(with_people=True)
    receive(alias, message("Zebra"))
    (event,) = told()
    assert (event["subject"], "chris@customers.test" in event["from"]) == ("Zebra", True)
    assert "this is message" not in str(event)


def test_mail_that_is_written_is_told_in_the_same_transaction(hook, alias):
    with transaction.atomic():
        queueing.queue(queueing.Draft("x", "x", ["a@b.test"]), alias)
        transaction.set_rollback(True)
    assert told() == []
    queueing.queue(queueing.Draft("x", "x", ["a@b.test"]), alias)
    assert [one["direction"] for one in told()] == ["outbound"]


def test_an_exception_is_told_as_such_as_well(hook, alias):
    mail = sent(alias)
    HookEvent.objects.all().delete()
    receive(alias, bounce(mail))
    kinds = [(one["kind"], one["exception"]) for one in told()]
    assert kinds == [("activity.new", "permanent"), ("exception.new", "permanent")]


def test_cases_that_people_merge_are_told(hook, alias, administrator):
    receive(alias, message("One"))
    receive(alias, message("Two"))
    HookEvent.objects.all().delete()
    plan = regrouping.merge(Activity.objects.all(), administrator)
    target = regrouping.carry_out(plan, user=administrator, reason="")
    (event,) = told()
    assert (event["change"], event["case"], len(event["cases"])) == ("merge", target.pk, 2)


def test_only_what_is_wanted_is_told_and_only_of_the_departments_below(
    hook, alias, root, make_alias
):
    below = Department.objects.create(partition=root.partition, parent=root, name="Below")
    Hook.objects.update(department=below)
    receive(alias, message())
    assert told() == []
    receive(make_alias(department=below), message())
    Hook.objects.update(on_activity=False)
    receive(make_alias(department=below), message())
    Hook.objects.update(on_activity=True, enabled=False)
    receive(make_alias(department=below), message())
    assert len(told()) == 1


def test_a_case_whose_status_changes_is_told_with_what_it_says_now(hook, alias):
    case = receive(alias, message("Zebra")).case
    HookEvent.objects.all().delete()
    statuses.close([case.pk], "Done.")
    (event,) = told()
    assert (event["kind"], event["change"], event["case"]) == ("case.changed", "status", case.pk)
    assert event["status"] == "closed"
