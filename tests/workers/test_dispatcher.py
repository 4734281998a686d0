"""Sending through a real Postfix, and the faults that no real server shows on demand."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from activities import queueing
from activities.models import Activity, Attempt, Recipient
from tests.servers.dovecot import PASSWORD
from tests.servers.faults import FaultProxy, Rule, closed_port
from tests.servers.ports import wait_until
from tests.stock import dispatch_now, message, retrieve_now

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


def queued(alias, *to: str, subject: str = "Your parcel", **fields) -> Activity:
    draft = queueing.Draft(subject=subject, text="It comes tomorrow.\n", to=to, **fields)
    return queueing.queue(draft, alias)


def states(activity: Activity) -> dict[str, str]:
    return dict(activity.recipients.values_list("address", "state"))


def test_a_mail_is_sent_with_the_servers_words(sending_alias, dovecot) -> None:
    to = dovecot.mailbox()
    activity = queued(sending_alias, to, subject="Grüße")
    job = dispatch_now(sending_alias)
    recipient = activity.recipients.get()
    assert (job.error, recipient.state) == ("", "sent")
    assert recipient.answer.startswith("250 2.0.0")
    wait_until(lambda: dovecot.count(to) == 1)
    assert activity.message_id.encode() in dovecot.messages(to)[0]


def test_each_recipient_has_an_outcome_of_its_own(sending_alias, dovecot) -> None:
    good = dovecot.mailbox()
    activity = queued(sending_alias, good, "unknown@lab.test", "grey@lab.test")
    dispatch_now(sending_alias)
    assert states(activity) == {
        good: "sent",
        "unknown@lab.test": "failed",
        "grey@lab.test": "deferred",
    }
    again = activity.recipients.get(address="grey@lab.test")
    assert again.next_try_at > again.queued_at
    assert again.answer.startswith("450")


def test_in_test_mode_mail_goes_to_the_one_address_and_not_to_its_recipients(
    sending_alias, dovecot
) -> None:
    tester, customer = dovecot.mailbox(), dovecot.mailbox()
    sending_alias.send_mail_to = tester
    sending_alias.send_mail_to_until = timezone.now() + timedelta(hours=1)
    sending_alias.save()
    activity = queued(sending_alias, customer, "unknown@lab.test", bcc=["bcc@lab.test"])
    dispatch_now(sending_alias)
    assert set(states(activity).values()) == {"sent"}
    assert f"sent to {tester} only" in activity.recipients.first().answer
    wait_until(lambda: dovecot.count(tester) == 1)
    assert dovecot.count(customer) == 0


def test_after_its_end_test_mode_has_no_effect(sending_alias, dovecot) -> None:
    tester, customer = dovecot.mailbox(), dovecot.mailbox()
    sending_alias.send_mail_to, sending_alias.send_mail_to_until = tester, timezone.now()
    sending_alias.save()
    queued(sending_alias, customer)
    dispatch_now(sending_alias)
    wait_until(lambda: dovecot.count(customer) == 1)
    assert dovecot.count(tester) == 0


def test_only_the_deferred_recipient_is_tried_again(sending_alias, dovecot) -> None:
    good = dovecot.mailbox()
    activity = queued(sending_alias, good, "grey@lab.test")
    dispatch_now(sending_alias)
    Recipient.objects.filter(state="deferred").update(next_try_at=activity.at)
    dispatch_now(sending_alias)
    tries = dict(activity.recipients.values_list("address", "tries"))
    assert tries == {good: 1, "grey@lab.test": 2}
    wait_until(lambda: dovecot.count(good) == 1)


@pytest.mark.parametrize("port", ["submission", "submissions"])
def test_an_alias_signs_in_over_an_encrypted_connection(
    sending_alias, dovecot, postfix, certificates, port
) -> None:
    partition = sending_alias.department.partition
    partition.ca_bundle = certificates.ca.read_text()
    partition.save()
    sending_alias.outgoing_protocol = "esmtp"
    sending_alias.outgoing_host = "localhost"
    sending_alias.outgoing_encryption = "starttls" if port == "submission" else "tls"
    sending_alias.outgoing_port = postfix.port[port]
    sending_alias.outgoing_user = sending_alias.address
    sending_alias.outgoing_password = PASSWORD
    sending_alias.save()
    activity = queued(sending_alias, dovecot.mailbox())
    assert dispatch_now(sending_alias).error == ""
    assert set(states(activity).values()) == {"sent"}


def test_what_dies_after_the_final_dot_is_uncertain_and_not_sent_again(
    sending_alias, dovecot, postfix
) -> None:
    to = dovecot.mailbox()
    lost = Rule("server", "close", "queued as")
    with FaultProxy((postfix.host, postfix.port["smtp"]), [lost]) as proxy:
        sending_alias.outgoing_port = proxy.port
        sending_alias.save()
        activity = queued(sending_alias, to)
        dispatch_now(sending_alias)
        proxy.rules = []
        dispatch_now(sending_alias)
    assert states(activity) == {to: "uncertain"}
    wait_until(lambda: dovecot.count(to) == 1)
    assert Attempt.objects.get().phase == "data"


@pytest.mark.parametrize("line", ["^MAIL FROM", "^RCPT TO"])
def test_what_dies_before_the_message_is_sent_later(sending_alias, dovecot, postfix, line) -> None:
    to = dovecot.mailbox()
    rule = Rule("client", "close", line, times=1)
    with FaultProxy((postfix.host, postfix.port["smtp"]), [rule]) as proxy:
        sending_alias.outgoing_port = proxy.port
        sending_alias.save()
        activity = queued(sending_alias, to)
        job = dispatch_now(sending_alias)
        assert states(activity) == {to: "deferred"}
        Recipient.objects.update(next_try_at=activity.at)
        dispatch_now(sending_alias)
    assert "closed the connection" in job.error
    assert states(activity) == {to: "sent"}


def test_a_server_that_is_down_costs_no_try(sending_alias) -> None:
    sending_alias.outgoing_port = closed_port()
    sending_alias.save()
    activity = queued(sending_alias, "box1@lab.test")
    job = dispatch_now(sending_alias)
    assert "Nothing accepts connections" in job.error
    assert (activity.recipients.get().state, Attempt.objects.count()) == ("queued", 0)
    assert job.next_due_at is not None


def test_many_mails_go_over_one_connection(sending_alias, dovecot, postfix) -> None:
    to = dovecot.mailbox()
    with FaultProxy((postfix.host, postfix.port["smtp"])) as proxy:
        sending_alias.outgoing_port = proxy.port
        sending_alias.save()
        for number in range(60):
            queued(sending_alias, to, subject=f"Number {number}")
        dispatch_now(sending_alias)
        assert proxy.accepted == 1
    wait_until(lambda: dovecot.count(to) == 60)


def test_an_answer_carries_the_identifiers_of_what_it_answers(alias, dovecot, postfix) -> None:
    alias.outgoing_port = postfix.port["smtp"]
    alias.save()
    asked = message(References="<first@customers.test>")
    dovecot.append(alias.address, [asked])
    retrieve_now(alias)
    question = Activity.objects.get()
    to = dovecot.mailbox()
    queueing.queue(queueing.Draft("Re: it", "Yes.\n", [to]), alias, answers=question)
    dispatch_now(alias)
    wait_until(lambda: dovecot.count(to) == 1)
    raw = dovecot.messages(to)[0]
    assert f"In-Reply-To: <{question.message_id}>".encode() in raw
    assert re.search(rb"References: <first@customers.test>\s+<" + question.message_id.encode(), raw)


def test_a_blind_copy_does_not_show(sending_alias, dovecot) -> None:
    to, hidden = dovecot.mailbox(), dovecot.mailbox()
    queued(sending_alias, to, bcc=[hidden])
    dispatch_now(sending_alias)
    wait_until(lambda: dovecot.count(hidden) == 1)
    head = dovecot.messages(to)[0].split(b"\r\n\r\n")[0]
    own = [line for line in head.split(b"\r\n") if not line.startswith((b"Delivered", b"Received"))]
    assert hidden.encode() not in b"\n".join(own)


def test_a_mail_that_cannot_be_composed_fails_alone(sending_alias, dovecot) -> None:
    bad = queued(sending_alias, dovecot.mailbox())
    Activity.objects.filter(pk=bad.pk).update(to="two\r\nBcc: lines@lab.test")
    good = queued(sending_alias, dovecot.mailbox())
    dispatch_now(sending_alias)
    assert set(states(bad).values()) == {"failed"}
    assert "control character" in bad.recipients.get().answer
    assert set(states(good).values()) == {"sent"}


def test_a_wrong_password_sends_nothing_and_says_so(
    sending_alias, dovecot, postfix, certificates
) -> None:
    sending_alias.department.partition.ca_bundle = certificates.ca.read_text()
    sending_alias.department.partition.save()
    sending_alias.outgoing_protocol = "esmtp"
    sending_alias.outgoing_host = "localhost"
    sending_alias.outgoing_encryption = "starttls"
    sending_alias.outgoing_port = postfix.port["submission"]
    sending_alias.outgoing_user, sending_alias.outgoing_password = "box1@lab.test", "wrong"
    sending_alias.save()
    activity = queued(sending_alias, dovecot.mailbox())
    job = dispatch_now(sending_alias)
    assert "user name or the password" in job.error
    assert set(states(activity).values()) == {"queued"}
