"""Outgoing mail as its recipients get it: opt-out, format, encoding, blind copies; on real servers."""

import email
from email import policy
from email.message import EmailMessage
from functools import partial

import pytest

from activities import queueing
from activities.composing.copies import copies
from activities.models import Recipient
from tests.servers.ports import wait_until
from tests.stock import dispatch_now

OPT_OUT = {
    "opt_out": True,
    "opt_out_content": "You get this as a customer.",
    "opt_out_link_text": "No more mail",
    "opt_out_url": "https://shop.test/out?who={recipient}&by={alias}",
    "opt_out_one_click": True,
}


def queued(alias, *to: str, **fields: object):
    draft = queueing.Draft("Grüße", "Hello,\n\nsee https://shop.test & more ü.\n", to, **fields)
    return queueing.queue(draft, alias)


def letters(activity) -> dict[str, EmailMessage]:
    """What each recipient would get."""
    found = {}
    for group, letter in copies(list(activity.recipients.order_by("pk"))):
        message = email.message_from_bytes(letter.content, policy=policy.default)
        found |= {one.address: message for one in group}
    return found


def test_without_settings_all_get_one_plain_letter(make_alias) -> None:
    activity = queued(make_alias(), "anna@lab.test", "ben@lab.test", cc=("cy@lab.test",))
    assert len(list(copies(list(activity.recipients.all())))) == 1
    message = letters(activity)["anna@lab.test"]
    assert (message.get_content_type(), message["List-Unsubscribe"]) == ("text/plain", None)


def test_each_reader_gets_their_own_way_to_opt_out(make_alias) -> None:
    alias = make_alias("support@lab.test", **OPT_OUT)
    found = letters(queued(alias, "anna@lab.test", "b+1@lab.test"))
    url = "https://shop.test/out?who=b%2B1%40lab.test&by=support%40lab.test"
    message = found["b+1@lab.test"]
    assert message["List-Unsubscribe"] == f"<{url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = message.get_content().replace("\r\n", "\n")
    assert text.endswith(f"You get this as a customer.\nNo more mail:\n{url}\n")
    assert found["anna@lab.test"]["Message-ID"] == message["Message-ID"]


def test_a_link_that_names_nobody_needs_one_letter_only(make_alias) -> None:
    alias = make_alias(**OPT_OUT | {"opt_out_url": "https://shop.test/out"})
    activity = queued(alias, "anna@lab.test", "ben@lab.test")
    assert len(list(copies(list(activity.recipients.all())))) == 1


def test_a_blind_copy_carries_no_way_to_opt_out_for_others(make_alias) -> None:
    alias = make_alias(automatic_bcc="archive@lab.test", **OPT_OUT)
    found = letters(queued(alias, "anna@lab.test"))
    assert found["archive@lab.test"]["List-Unsubscribe"] is None
    assert "No more mail" not in found["archive@lab.test"].get_content()


def test_html_says_what_the_text_says_and_hides_nothing_dangerous(make_alias) -> None:
    alias = make_alias()
    partition = alias.department.partition
    partition.default_format = "html"
    partition.save()
    activity = queueing.queue(
        queueing.Draft("x", "<script>alert(1)</script>\nhttps://a.test", ["a@lab.test"]), alias
    )
    message = letters(activity)["a@lab.test"]
    assert message.get_content_type() == "multipart/alternative"
    html = message.get_body(("html",)).get_content()
    assert "&lt;script&gt;" in html
    assert '<a href="https://a.test"' in html


def test_the_bytes_are_the_same_at_every_attempt(make_alias) -> None:
    alias = make_alias(**OPT_OUT)
    alias.department.partition.default_format = "html"
    alias.department.partition.save()
    recipients = list(queued(alias, "a@lab.test").recipients.all())
    first, again = (list(copies(recipients)) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(("encoding", "ascii"), [("encoded", True), ("plain", False)])
def test_the_body_is_encoded_or_plain_as_the_alias_says(make_alias, encoding, ascii) -> None:
    activity = queued(make_alias(outgoing_encoding=encoding), "anna@lab.test")
    [(_, letter)] = copies(list(activity.recipients.all()))
    assert letter.content.isascii() is ascii
    assert "more ü." in letters(activity)["anna@lab.test"].get_content()


def there(dovecot, mailbox: str) -> bool:
    return dovecot.count(mailbox) == 1


@pytest.mark.real
@pytest.mark.django_db(transaction=True)
def test_readers_and_archive_get_their_copies_by_a_real_server(
    sending_alias, dovecot, postfix
) -> None:
    anna, ben, archive = (dovecot.mailbox() for _ in range(3))
    fields = OPT_OUT | {"automatic_bcc": archive, "outgoing_encoding": "plain"}
    type(sending_alias).objects.filter(pk=sending_alias.pk).update(**fields)
    sending_alias.refresh_from_db()
    activity = queued(sending_alias, anna, ben)
    assert dispatch_now(sending_alias).error == ""
    assert set(activity.recipients.values_list("state", "kind")) == {
        ("sent", "to"),
        ("sent", "bcc"),
    }
    for mailbox, name in ((anna, anna), (ben, ben), (archive, None)):
        wait_until(partial(there, dovecot, mailbox), seconds=20)
        [raw] = dovecot.messages(mailbox)
        message = email.message_from_bytes(raw, policy=policy.default)
        link = message["List-Unsubscribe"]
        assert (name.replace("@", "%40") in link) if name else link is None
        assert message["Bcc"] is None


def test_an_automatic_copy_is_a_recipient_of_its_own_once(make_alias) -> None:
    alias = make_alias(automatic_bcc="archive@lab.test")
    activity = queued(alias, "anna@lab.test", "archive@lab.test")
    kinds = dict(activity.recipients.values_list("address", "kind"))
    assert kinds == {"anna@lab.test": "to", "archive@lab.test": "to"}
    assert Recipient.objects.count() == 2
