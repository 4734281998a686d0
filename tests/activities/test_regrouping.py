"""Cases split and merged by hand: preview, permission, reason, and where new mail goes after it."""

import pytest
from django.test import Client

from activities import queueing, regrouping
from activities.models import Activity, Case
from activities.regrouping import CannotRegroup
from aliases.finding import Rule
from aliases.models import Alias
from departments.models import Department, Partition, User
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive
from tests.stock import message

LIST = "/console/activities/activity/"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test", name="Support")


@pytest.fixture
def thread(alias: Alias) -> list[Activity]:
    """Three activities of one case."""
    first = receive(alias, message("First", Message_ID="<first@customers.test>"))
    parent = {"In_Reply_To": "<first@customers.test>"}
    return [first, receive(alias, message("Re", **parent)), receive(alias, message("Re", **parent))]


def post(client: Client, action: str, chosen: list[Activity], **fields: str) -> str:
    keys = [one.pk for one in chosen]
    data = {"action": f"{action}_cases", "_selected_action": keys, **fields}
    return body(client.post(LIST, data, follow=True))


def now(activity: Activity) -> Activity:
    return Activity.objects.get(pk=activity.pk)


def test_the_preview_shows_all_that_would_move_and_changes_nothing(console, alias, thread):
    other = receive(alias, message("Another matter"))
    page = post(console, "merge", [thread[1], other])
    assert "Another matter" in page
    assert f"Case {thread[0].case_id}, the oldest" in page
    assert now(other).case == other.case


def test_merged_cases_are_the_oldest_one(console, alias, thread):
    other = receive(alias, message("Another matter"))
    post(console, "merge", [thread[1], other], confirmed="yes", reason="The same parcel.")
    merged = now(other)
    assert merged.case == thread[0].case
    assert merged.threading_rule == Rule.HAND
    assert "root decided (merge). The same parcel. Before: " in merged.threading_why
    assert Case.objects.get(pk=other.case_id).merged_into == merged.case


def test_what_is_split_off_stands_in_a_new_linked_case(console, thread):
    post(console, "split", thread[1:2], confirmed="yes", reason="Another question.")
    new = now(thread[1]).case
    assert new.linked_to == thread[0].case
    assert [now(one).case for one in (thread[0], thread[2])] == [thread[0].case] * 2


def test_who_did_it_and_why_stands_in_the_history_of_both_cases(console, thread):
    post(console, "split", thread[1:2], confirmed="yes", reason="Another question.")
    for case in (thread[0].case, now(thread[1]).case):
        record = case.history.latest()
        assert record.history_change_reason.endswith("Another question.")
        assert str(record.history_user) == "root"
    for activity in (thread[0], thread[1]):
        assert "Another question." in body(console.get(f"{LIST}{activity.pk}/change/"))


def test_answers_follow_the_activity_they_answer(console, alias, thread):
    sent = queueing.queue(
        queueing.Draft("Re", "x", ["chris@customers.test"]), alias, answers=thread[1]
    )
    post(console, "split", [thread[1], sent], confirmed="yes")
    assert receive(alias, message(sent.subject)).case == now(thread[1]).case
    late = receive(alias, message("x", In_Reply_To="<first@customers.test>"))
    assert late.case == thread[0].case


def test_linked_cases_stay_linked_when_theirs_is_merged(console, alias, thread):
    other = receive(alias, message("Another matter", Message_ID="<other@customers.test>"))
    eve = message("x", From="eve@elsewhere.test", In_Reply_To="<other@customers.test>")
    stranger = receive(alias, eve)
    post(console, "merge", [thread[0], other], confirmed="yes")
    assert Case.objects.get(pk=stranger.case_id).linked_to == thread[0].case


def test_a_linked_case_that_is_merged_with_its_own_is_linked_to_nothing(console, thread):
    post(console, "split", thread[1:2], confirmed="yes")
    post(console, "merge", thread[:2], confirmed="yes")
    assert {now(one).case for one in thread} == {thread[0].case}
    assert Case.objects.get(pk=thread[0].case_id).linked_to is None


def test_all_of_a_case_cannot_be_split_off(console, thread):
    page = post(console, "split", thread, confirmed="yes")
    assert "leave at least one activity" in page
    assert Case.objects.count() == 1


def test_activities_of_two_cases_cannot_be_split_off_together(console, alias, thread):
    other = receive(alias, message("Another matter"))
    assert "of one case" in post(console, "split", [thread[1], other], confirmed="yes")


def test_one_case_alone_cannot_be_merged(console, thread):
    assert "of two cases at least" in post(console, "merge", thread, confirmed="yes")


def test_cases_of_different_departments_cannot_be_merged(console, root, make_alias, thread):
    sales = Department.objects.create(partition=root.partition, parent=root, name="Sales")
    other = receive(make_alias(department=sales), message())
    page = post(console, "merge", [thread[0], other], confirmed="yes")
    assert "different departments" in page
    assert now(other).case == other.case


def test_mail_that_is_not_seen_is_not_moved(make_alias, root, thread, sign_in):
    """An alias that moved has left mail of its old department in the case."""
    partition = Partition.objects.create(name="Other")
    hidden = Department.objects.create(partition=partition, name="Hidden")
    Activity.objects.filter(pk=thread[2].pk).update(department=hidden)
    member = sign_in(staff("member", root))
    page = post(member, "split", thread[1:2], confirmed="yes")
    assert "you do not see" in page
    assert now(thread[1]).case == thread[0].case


def test_it_needs_its_permission(root, thread, sign_in):
    reader = sign_in(staff("reader", root, may="view_activity"))
    assert "Split off" not in body(reader.get(LIST))
    post(reader, "split", thread[1:2], confirmed="yes")
    assert now(thread[1]).case == thread[0].case


def test_a_partition_that_asks_for_reasons_gets_one(console, root, thread):
    Partition.objects.update(requires_reason=True)
    assert "Say why" in post(console, "split", thread[1:2], confirmed="yes", reason=" ")
    assert now(thread[1]).case == thread[0].case


def test_a_case_that_was_merged_meanwhile_is_not_merged_again(alias, thread, administrator: User):
    other = receive(alias, message("Another matter"))
    chosen = Activity.objects.filter(pk__in=[thread[0].pk, other.pk])
    plan = regrouping.merge(chosen, administrator)
    regrouping.carry_out(plan, user=administrator, reason="")
    with pytest.raises(CannotRegroup, match="meanwhile"):
        regrouping.carry_out(plan, user=administrator, reason="")


def test_what_was_split_off_meanwhile_is_not_split_off_again(thread, administrator: User):
    plan = regrouping.split(Activity.objects.filter(pk=thread[1].pk), administrator)
    regrouping.carry_out(plan, user=administrator, reason="")
    with pytest.raises(CannotRegroup, match="meanwhile"):
        regrouping.carry_out(plan, user=administrator, reason="")
    assert Case.objects.count() == 2


def test_the_page_of_an_activity_says_which_rule_decided_and_links(console, alias, thread):
    eve = message("x", From="eve@elsewhere.test", In_Reply_To="<first@customers.test>")
    stranger = receive(alias, eve)
    page = body(console.get(f"{LIST}{stranger.pk}/change/"))
    assert "In-Reply-To and References name a mail that is known" in page
    assert "takes no part in that case" in page
    assert f"{LIST}{thread[0].pk}/change/" in page
    assert f"{LIST}{stranger.pk}/change/" in body(console.get(f"{LIST}{thread[0].pk}/change/"))


def test_a_linked_case_of_another_department_is_not_named(alias, make_alias, root, thread, sign_in):
    sales = Department.objects.create(partition=root.partition, parent=root, name="Sales")
    other = make_alias(department=sales)
    came = receive(other, message("x", In_Reply_To="<first@customers.test>"))
    page = body(sign_in(staff("seller", sales)).get(f"{LIST}{came.pk}/change/"))
    assert "not yours" in page
    assert f"Case {thread[0].case_id}<" not in page
    assert f"{LIST}{thread[0].pk}/" not in page
