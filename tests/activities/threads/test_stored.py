"""Threading on the database: what comes in finds the case of what went out."""

from datetime import timedelta

import pytest

from activities import queueing, signing
from activities.models import Activity, Case
from activities.threading import decide
from activities.threads import marks
from activities.threads.reading import facts_of
from activities.threads.stored import Stored
from activities.threads.values import Order, Report
from aliases.finding import Rule, Threading
from aliases.models import Alias
from departments.models import Department
from tests.mailcenter.rows import receive, store
from tests.stock import message
from wire.parse import parse
from workers.processing import process_stored

CHRIS = "chris@customers.test"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test", name="Support")


def answered(alias: Alias, *, to: str = CHRIS, **fields: object) -> Activity:
    """A customer asked and was answered."""
    Alias.objects.filter(pk=alias.pk).update(**fields)
    alias.refresh_from_db()
    asked = receive(alias, message())
    return queueing.queue(queueing.Draft("Re: It", "Soon.", [to]), alias, answers=asked)


@pytest.mark.parametrize("mode", Threading.values)
def test_an_answer_joins_the_case_by_its_mode(alias: Alias, mode: str):
    sent = answered(alias, threading_mode=mode)
    to = sent.reply_to or alias.address
    came = receive(alias, message(f"AW: {sent.subject}", To=to))
    assert (came.case, came.answers) == (sent.case, sent)
    assert came.threading_rule == {
        "subject-suffix": Rule.SUBJECT_ID,
        "subject-prefix": Rule.SUBJECT_ID,
        "reply-to": Rule.REPLY_TO_ID,
        "reply-to-subject": Rule.REPLY_TO_ID,
        "subject": Rule.SUBJECT,
    }.get(mode)


@pytest.mark.parametrize("mode", Threading.values)
def test_a_reply_header_is_enough_in_every_mode(alias: Alias, mode: str):
    sent = answered(alias, threading_mode=mode)
    came = receive(alias, message("Other", In_Reply_To=f"<{sent.message_id}>"))
    assert (came.case, came.answers, came.threading_rule) == (sent.case, sent, Rule.REFERENCE)


def test_where_the_mailbox_takes_it_the_address_itself_carries_the_id(alias: Alias):
    sent = answered(alias, threading_mode="reply-to", sub_addressing=True)
    _, address = marks.reply_to(sent)
    assert signing.tag_of(address)
    came = receive(alias, message("Other", To=address))
    assert (came.case, came.threading_rule) == (sent.case, Rule.REPLY_TO_ID)


def test_a_stranger_with_the_id_begins_a_linked_case(alias: Alias):
    sent = answered(alias)
    came = receive(alias, message(sent.subject, From="eve@elsewhere.test"))
    assert came.case != sent.case
    assert came.case.linked_to == sent.case
    assert "takes no part" in came.threading_why
    again = receive(alias, message(sent.subject, From="eve@elsewhere.test"))
    assert again.case == came.case


def test_where_the_alias_allows_it_a_stranger_joins(alias: Alias):
    sent = answered(alias, threading_strangers=True)
    assert receive(alias, message(sent.subject, From="eve@elsewhere.test")).case == sent.case


def test_an_id_of_a_former_key_is_believed_while_that_key_is_kept(alias: Alias, settings):
    sent = answered(alias)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret"
    assert receive(alias, message(sent.subject)).case == sent.case
    settings.SECRET_KEY_FALLBACKS = []
    came = receive(alias, message(sent.subject))
    assert came.case != sent.case
    assert "not signed by this installation" in came.threading_why


def test_an_answer_to_another_departments_alias_begins_a_linked_case(alias, make_alias):
    sent = answered(alias)
    partition = alias.department.partition
    sales = Department.objects.create(partition=partition, parent=alias.department, name="Sales")
    other = make_alias("sales@lab.test", department=sales)
    came = receive(other, message("Other", In_Reply_To=f"<{sent.message_id}>"))
    assert came.case.department == sales
    assert came.case.linked_to == sent.case


def test_a_newsletter_answered_by_three_is_three_linked_cases(alias: Alias):
    readers = [f"reader{number}@customers.test" for number in range(3)]
    letter = queueing.queue(queueing.Draft("News", "x", [alias.address], bcc=readers), alias)
    came = [
        receive(alias, message("Re: News", From=one, In_Reply_To=f"<{letter.message_id}>"))
        for one in readers
    ]
    assert len({one.case_id for one in came}) == 3
    assert {one.case.linked_to for one in came} == {letter.case}


@pytest.mark.parametrize("own", ["ours", "theirs"])
def test_of_two_activities_with_one_message_id_the_departments_own_counts(alias, make_alias, own):
    partition = alias.department.partition
    sales = Department.objects.create(partition=partition, parent=alias.department, name="Sales")
    other = make_alias("sales@lab.test", department=sales)
    content = message(Message_ID="<one@customers.test>")
    here, there = receive(alias, content), receive(other, content)
    place, expected = (alias, here) if own == "ours" else (other, there)
    came = receive(place, message("x", References="<one@customers.test>"))
    assert came.case == expected.case


def test_a_thread_within_one_batch_is_one_case(alias: Alias):
    store(alias, message("First", Message_ID="<1@customers.test>"))
    store(
        alias, message("Second", Message_ID="<2@customers.test>", In_Reply_To="<1@customers.test>")
    )
    store(alias, message("Third", References="<1@customers.test> <2@customers.test>"))
    store(alias, message("Alone"))
    process_stored(alias)
    first, second, third, alone = Activity.objects.order_by("pk")
    assert first.case == second.case == third.case != alone.case
    assert (first.answers, second.answers, third.answers) == (None, first, second)


def test_a_stranger_within_one_batch_begins_a_linked_case(alias: Alias):
    store(alias, message("First", Message_ID="<1@customers.test>"))
    store(alias, message("Re", From="eve@elsewhere.test", In_Reply_To="<1@customers.test>"))
    process_stored(alias)
    first, second = Activity.objects.order_by("pk")
    assert second.case.linked_to == first.case


def test_a_mail_that_comes_after_its_answer_joins_it(alias: Alias):
    answer = receive(alias, message("Re: x", References="<late@customers.test>"))
    late = receive(alias, message("x", Message_ID="<late@customers.test>"))
    assert (late.case, late.threading_rule) == (answer.case, Rule.ANCESTOR)


def test_a_case_that_was_merged_meanwhile_is_followed(alias: Alias):
    sent = answered(alias)
    target = Case.objects.create(department=alias.department)
    Case.objects.filter(pk=sent.case_id).update(merged_into=target)
    assert receive(alias, message(sent.subject)).case == target


def test_a_report_goes_to_the_mail_it_is_about(alias: Alias):
    sent = answered(alias)
    order = Order(alias.threading_mode, alias.department_id, alias.pk, ())
    report = Report(message_ids=(sent.message_id,), recipients=(CHRIS,))
    facts = facts_of(parse(message("Undelivered", From="mailer-daemon@isp.test")), report)
    known = Stored(alias.department_id, [facts])
    decision = decide(facts, order, known, sent.at)
    assert (decision.rule, decision.case, decision.parent) == (Rule.REPORT, sent.case_id, sent.pk)


def test_a_signed_number_that_no_column_holds_is_not_looked_up(db):
    assert Stored(1).by_activity(2**63) is None


def test_a_batch_of_strangers_mail_costs_few_queries(alias: Alias, django_assert_max_num_queries):
    for number in range(40):
        refs = f"<{number}.a@x.test> <{number}.b@x.test>"
        store(alias, message(f"Subject {number}", References=refs))
    with django_assert_max_num_queries(41):
        process_stored(alias)
    assert Case.objects.count() == 40


@pytest.mark.parametrize(
    ("mode", "place"),
    [("subject-suffix", "end"), ("subject-prefix", "start"), ("reply-to", ""), ("subject", "")],
)
def test_the_subject_carries_the_id_where_the_mode_says(alias: Alias, mode: str, place: str):
    sent = answered(alias, threading_mode=mode)
    assert sent.subject.endswith("]") is (place == "end")
    assert sent.subject.startswith("[#") is (place == "start")
    assert bool(sent.reply_to) is (mode == "reply-to")


def test_an_answer_to_an_answer_carries_one_id(alias: Alias):
    sent = answered(alias)
    came = receive(alias, message(f"Re: {sent.subject}"))
    again = queueing.queue(queueing.Draft(came.subject, "x", [CHRIS]), alias, answers=came)
    assert len(signing.found_in(again.subject)) == 1
    assert again.subject != sent.subject


def test_reports_come_to_a_signed_address_only_where_the_mailbox_takes_that(alias: Alias):
    sent = answered(alias)
    assert marks.return_address(sent, alias) == alias.envelope_sender
    alias.sub_addressing = True
    assert signing.tag_of(marks.return_address(sent, alias))


def test_a_subject_match_stays_within_the_alias_and_the_days(alias: Alias, make_alias):
    other = make_alias("other@lab.test", threading_mode="subject", threading_days=5)
    receive(alias, message("Invoice"))
    first = receive(other, message("Re: Invoice"))
    assert first.threading_rule == Rule.NEW
    assert receive(other, message("AW: Invoice")).case == first.case
    Activity.objects.update(at=first.at - timedelta(days=6))
    assert receive(other, message("AW: Invoice")).threading_rule == Rule.NEW


def test_an_invoice_of_another_customer_is_another_case(make_alias):
    alias = make_alias(threading_mode="subject")
    first = receive(alias, message("Invoice"))
    second = receive(alias, message("Re: Invoice", From="ben@customers.test"))
    assert second.case != first.case


def test_who_was_written_to_may_answer_with_the_subject_alone(make_alias):
    alias = make_alias(threading_mode="subject")
    sent = queueing.queue(queueing.Draft("Invoice", "x", ["ann@c.test", CHRIS]), alias)
    assert receive(alias, message("Re: Invoice")).case == sent.case
