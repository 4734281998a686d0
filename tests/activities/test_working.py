"""The exception queue: what stands on it, and the four ways off it."""

import pytest
from django.test import Client

from activities import queueing
from activities.models import Activity, Worked
from aliases.models import Alias
from exceptions.models import Suppression
from tests.activities.bounced import DEAD, bounce, group, report, sent
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.mailcenter.rows import receive
from tests.stock import dispatch_now, message

QUEUE = "/console/activities/exceptionactivity/"
LIST = "/console/activities/activity/"


@pytest.fixture
def alias(make_alias) -> Alias:
    return make_alias("support@lab.test")


@pytest.fixture
def mail(alias: Alias) -> Activity:
    return sent(alias)


@pytest.fixture
def back(alias: Alias, mail: Activity) -> Activity:
    return receive(alias, bounce(mail))


def work(client: Client, activity: Activity, what: str, **more: str):
    return client.post(f"{QUEUE}{activity.pk}/work/", {"what": what, **more}, follow=True)


def queued(client: Client, **query: str) -> str:
    return body(client.get(QUEUE, query))


def test_the_queue_holds_exceptions_and_no_ordinary_mail(console: Client, alias, back):
    receive(alias, message("An ordinary question"))
    page = queued(console)
    assert "Undelivered Mail" in page
    assert DEAD in page
    assert "An ordinary question" not in page


def test_an_exceptions_page_says_which_rule_where_and_about_what(console: Client, back, mail):
    page = body(console.get(f"{QUEUE}{back.pk}/change/"))
    for words in ("rfc3464", "delivery-status part", "5.1.1", "no such user", mail.subject):
        assert words in page
    assert "rfc3464" in body(console.get(f"{LIST}{back.pk}/change/"))


def test_a_bounce_is_shown_at_its_mail_and_at_the_recipient(console: Client, back, mail):
    recipient = mail.recipients.get()
    for url in (
        f"{LIST}{mail.pk}/change/",
        f"/console/activities/recipient/{recipient.pk}/change/",
    ):
        page = body(console.get(url))
        assert "Came back" in page
        assert f"{LIST}{back.pk}/change/" in page


def test_done_with_a_note_takes_it_off_the_queue_and_stays_on_its_page(console: Client, back):
    work(console, back, "done", note="Called them.")
    assert "Undelivered Mail" not in queued(console)
    assert "Undelivered Mail" in queued(console, state="done")
    assert "Called them." in body(console.get(f"{LIST}{back.pk}/change/"))
    row = Worked.objects.get()
    assert (row.who, row.what, row.note) == ("root", "done", "Called them.")


def test_the_mail_is_sent_again_to_the_corrected_address(console: Client, back, mail):
    work(console, back, "again", address="new@customers.test")
    new = Activity.objects.get(direction="outbound", recipients__address="new@customers.test")
    assert (new.text, new.case, new.answers) == (mail.text, mail.case, mail)
    assert "Undelivered Mail" not in queued(console)


def test_sending_again_needs_an_address(console: Client, back):
    page = body(work(console, back, "again"))
    assert "Type the address" in page
    back.refresh_from_db()
    assert back.exception_open


def test_an_address_of_the_report_is_suppressed_by_a_person(console: Client, alias, mail):
    back = receive(alias, bounce(mail, status="5.7.1", said="550 5.7.1 policy"))
    assert not Suppression.objects.exists()
    work(console, back, "suppressed", named=DEAD, note="Told us so.")
    assert Suppression.objects.get().reason == "Told us so."


def test_another_address_than_the_reports_is_not_suppressed(console: Client, back):
    Suppression.objects.all().delete()
    work(console, back, "suppressed", named="else@customers.test")
    assert not Suppression.objects.exists()


def test_what_is_no_exception_is_ordinary_mail_again(console: Client, back):
    work(console, back, "ordinary", note="A person.")
    back.refresh_from_db()
    assert (back.exception, back.exception_open) == ("", False)
    assert "rfc3464" in Worked.objects.get().note


def test_two_people_do_not_work_on_the_same(console: Client, back):
    work(console, back, "done")
    page = body(work(console, back, "again", address="new@customers.test"))
    assert "worked it off already" in page
    assert Worked.objects.count() == 1


def test_many_are_marked_done_at_once(console: Client, alias, back):
    other = receive(alias, report([group("b@x.test")]))
    chosen = {"action": "mark_done", "_selected_action": [back.pk, other.pk]}
    assert "2 marked done" in body(console.post(QUEUE, chosen, follow=True))


def test_unmatched_bounces_have_a_filter(console: Client, alias, back):
    lost = receive(alias, report([group("lost@x.test")]))
    page = queued(console, about="unmatched")
    assert f"{QUEUE}{lost.pk}/change/" in page
    assert f"{QUEUE}{back.pk}/change/" not in page
    assert f"{QUEUE}{back.pk}/change/" in queued(console, about="matched")


def test_the_queue_needs_its_permission(sign_in, root, back):
    reader = sign_in(staff("reader", root, may="view_exceptionactivity view_activity"))
    assert "Work it off" not in body(reader.get(f"{QUEUE}{back.pk}/change/"))
    assert reader.post(f"{QUEUE}{back.pk}/work/", {"what": "done"}).status_code == 403


def test_sending_again_needs_the_permission_to_send(sign_in, root, back):
    worker = sign_in(staff("worker", root, may="view_exceptionactivity process_exceptions"))
    answer = work(worker, back, "again", address="new@customers.test")
    assert answer.status_code == 403
    assert not Worked.objects.exists()


def test_writing_to_a_dead_address_warns_and_is_possible_all_the_same(console, alias, back):
    values = {"alias": alias.pk, "to": DEAD, "subject": "Hello", "text": "Words"}
    answer = console.post(f"{LIST}write/", values)
    page = body(answer)
    assert "undeliverable since" in page
    assert "Send it all the same" in page
    assert Activity.objects.filter(subject__contains="Hello").count() == 0
    console.post(f"{LIST}write/", values | {"anyway": answer.context["confirmation"]})
    assert Activity.objects.filter(subject__contains="Hello").count() == 1


@pytest.mark.real
@pytest.mark.django_db(transaction=True)
def test_what_a_server_refused_for_good_stands_in_the_queue(console: Client, make_alias, postfix):
    alias = make_alias("a@lab.test", outgoing_port=postfix.port["smtp"])
    refused = queueing.queue(queueing.Draft("Refused", "x", ["unknown@lab.test"]), alias)
    dispatch_now(alias)
    page = queued(console)
    assert "Refused" in page
    assert "unknown@lab.test" in page
    work(console, refused, "again", address="known@lab.test")
    assert Activity.objects.filter(recipients__address="known@lab.test").count() == 1
    assert "Refused" not in queued(console)
