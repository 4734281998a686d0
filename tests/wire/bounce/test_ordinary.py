"""What machines and administrators send without any failure is ordinary."""

import pytest

from tests.wire.bounce.samples import evidence, mail
from wire.bounce import examine

ORDINARY = {
    "a shop's notification": mail(
        "This is an automatically generated message. Your order 17 has been sent.",
        subject="Your order",
        Return_Path="<>",
        From="Shop <orders@shoes.example>",
    ),
    "a digest of the quarantine": mail(
        "Messages kept for you:\n\nRecipient: help@shop.example\nSender: kim@far.example\n",
        subject="Quarantine digest",
        From="postmaster@far.example",
    ),
    "an administrator's announcement": mail(
        "The errors of last week are over. Please send mail to: desk@far.example",
        subject="Maintenance",
        From="System Administrator <admin@far.example>",
    ),
    "a newsletter": mail(
        "New shoes.\nUnsubscribe by mail to leave@shoes.example",
        subject="Shoes",
        From="mailer@shoes.example",
    ),
    "a post about a bounce": mail(
        "I get this:\n\n<kim@far.example>:\nunknown user\n\nWhat is wrong?",
        subject="Undelivered mail",
        List_Id="<talk.far.example>",
    ),
    "a monitor's message": mail(
        "The job has failed:\n  Error: disk full\n",
        subject="Cron <root@far> backup",
        From="root@far.example",
        Auto_Submitted="auto-generated",
    ),
    "a parcel": mail(
        "We could not deliver your parcel. Please write to parcels@post.example",
        subject="Delivery attempt",
        From="Parcels <news@post.example>",
    ),
}


@pytest.mark.parametrize("name", sorted(ORDINARY))
def test_mail_without_a_failure_is_ordinary(name: str) -> None:
    assert examine(evidence(ORDINARY[name])) is None


def test_an_autoresponder_that_quotes_a_line_of_addresses_is_no_bounce() -> None:
    raw = mail(
        "I am away and cannot answer.\n\n<kim@far.example>:\n> Hello\n",
        subject="Away",
        Return_Path="<>",
        Auto_Submitted="auto-replied",
    )
    finding = examine(evidence(raw))
    assert finding is not None
    assert finding.kind == "auto_reply"
