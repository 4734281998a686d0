"""Signed marks on real servers: they leave with the mail, and lead answers and reports back."""

import smtplib
from email import message_from_bytes
from email.policy import default

import pytest

from activities import queueing, signing
from activities.models import Activity
from activities.signing import Refused, Use
from activities.threads import marks, orders
from aliases.finding import Rule, Threading
from tests.servers import faults
from tests.servers.ports import wait_until
from tests.stock import dispatch_now, message, retrieve_now

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def whole_alias(make_alias, mailbox, dovecot, postfix):
    """Comes in by Dovecot and goes out by Postfix; both take name+anything@."""
    return make_alias(
        mailbox,
        incoming_user=mailbox,
        incoming_port=dovecot.port["imap"],
        outgoing_port=postfix.port["smtp"],
        sub_addressing=True,
    )


def sent_to(customer: str, alias) -> Activity:
    activity = queueing.queue(queueing.Draft("Your parcel", "Soon.", [customer]), alias)
    dispatch_now(alias)
    return activity


@pytest.mark.parametrize("mode", Threading.values)
def test_an_answer_as_programs_make_it_comes_back_to_its_case(
    whole_alias, dovecot, postfix, mode: str
) -> None:
    customer = dovecot.mailbox()
    whole_alias.threading_mode = mode
    whole_alias.save()
    sent = sent_to(customer, whole_alias)
    wait_until(lambda: dovecot.count(customer) == 1)
    read = message_from_bytes(dovecot.messages(customer)[0], policy=default)

    to = (read["Reply-To"] or read["From"]).addresses[0].addr_spec
    answer = message(f"AW: {read['Subject']}", From=customer, To=to)
    with smtplib.SMTP(postfix.host, postfix.port["smtp"], timeout=10) as smtp:
        smtp.sendmail(customer, [to], answer)
    wait_until(lambda: dovecot.count(whole_alias.address) == 1)
    retrieve_now(whole_alias)

    came = Activity.objects.get(direction="inbound")
    assert (came.case, came.answers) == (sent.case, sent)
    assert came.threading_rule not in (Rule.REFERENCE, Rule.NEW)


def test_the_return_address_names_the_mail(whole_alias, dovecot) -> None:
    customer = dovecot.mailbox()
    sent = sent_to(customer, whole_alias)
    wait_until(lambda: dovecot.count(customer) == 1)
    address = message_from_bytes(dovecot.messages(customer)[0])["Return-Path"].strip("<>")
    found = read_tag(signing.tag_of(address), Use.RETURN, sent)
    assert found == sent.pk


def test_a_real_bounce_is_linked_to_the_mail_it_is_about(whole_alias, dovecot) -> None:
    """Dovecot refuses the foreign domain after Postfix has taken the mail: Postfix reports that."""
    sent = sent_to("chris@nowhere.test", whole_alias)
    wait_until(lambda: dovecot.count(whole_alias.address) == 1, seconds=20)
    retrieve_now(whole_alias)
    bounce = Activity.objects.get(direction="inbound")
    assert (bounce.answers, bounce.threading_rule) == (sent, Rule.REPORT)
    assert marks.envelope_id(sent).encode() in bounce.raw.content()


def test_the_envelope_id_names_the_mail(whole_alias, postfix) -> None:
    """The proxy refuses the sender, and says back the ID that it saw."""
    seen = faults.Rule("client", "answer", r"^MAIL FROM:.* ENVID=(\w+)", text=r"550 \1")
    with faults.FaultProxy((postfix.host, postfix.port["smtp"]), [seen]) as proxy:
        whole_alias.outgoing_port = proxy.port
        whole_alias.save()
        sent = sent_to("chris@customers.test", whole_alias)
    answer = sent.recipients.get().answer
    assert answer == f"550 {marks.envelope_id(sent)}"
    assert read_tag(answer.split()[1], Use.ENVELOPE, sent) == sent.pk


def read_tag(text: str, use: Use, sent: Activity) -> int | Refused:
    return signing.read(text, use, today=sent.at.date(), keys=orders.keys())
