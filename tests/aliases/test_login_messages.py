"""Test messages by the form against real servers: sent, received, and the folders of a mailbox."""

import json

import pytest
from django.test import Client

from aliases.models import Alias
from departments.models import Trial
from tests.aliases.trying import NEW, failure, passed, steps
from tests.mailcenter.pages import body
from tests.mailcenter.people import Values
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.ports import wait_until
from tests.servers.postfix import Postfix
from tests.stock import message

pytestmark = pytest.mark.real


def found(lines: list[dict]) -> dict:
    """What the test found, told after its steps."""
    assert lines[-1]["state"] == "found", lines[-1]
    return lines[-1]


def wanted(**fields: str) -> Values:
    return {f"test-{name}": value for name, value in fields.items()}


def test_a_test_message_arrives_with_what_was_typed(
    console: Client, outgoing: Values, postfix: Postfix, dovecot: Dovecot, mailbox: str
):
    typed = wanted(to=mailbox, subject="Does it work?", text="Hello\nthere")
    told = found(steps(console, outgoing | typed, "send"))
    assert told["words"] == "The server took the message for 1 of 1 recipients."
    wait_until(lambda: dovecot.count(mailbox) == 1)
    raw = dovecot.messages(mailbox)[0]
    assert b"Subject: Does it work?" in raw
    assert b"Auto-Submitted: auto-generated" in raw
    assert b"Hello\r\nthere" in raw


def test_each_recipient_has_an_outcome_and_a_blind_copy_stays_blind(
    console: Client, outgoing: Values, dovecot: Dovecot, mailbox: str
):
    other = dovecot.mailbox()
    typed = wanted(to=f"{mailbox}, nobody@lab.test", cc="full@lab.test", bcc=other)
    told = found(steps(console, outgoing | typed, "send"))
    by_address = {one["address"]: one for one in told["recipients"]}
    assert by_address[mailbox]["state"] == by_address[other]["state"] == "taken"
    assert (by_address[other]["kind"], by_address["full@lab.test"]["kind"]) == ("BCC", "CC")
    assert by_address["full@lab.test"]["state"] == "put off"
    assert "not repeated by itself" in by_address["full@lab.test"]["remedy"]
    assert "knows no mailbox" in by_address["nobody@lab.test"]["likely"]
    wait_until(lambda: dovecot.count(mailbox) == 1)
    assert other.encode() not in dovecot.messages(mailbox)[0].partition(b"To:")[2]


def test_it_goes_to_the_typed_addresses_only_whatever_the_alias_adds(
    console: Client, outgoing: Values, dovecot: Dovecot, mailbox: str
):
    third = dovecot.mailbox()
    added = {"automatic_bcc": third, "send_mail_to": third}
    told = found(steps(console, outgoing | added | wanted(to=mailbox), "send"))
    assert [one["address"] for one in told["recipients"]] == [mailbox]
    wait_until(lambda: dovecot.count(mailbox) == 1)
    assert dovecot.count(third) == 0


def test_a_refused_password_is_told_and_nothing_sent(
    console: Client, outgoing: Values, mailbox: str
):
    wrong = {"outgoing_secret": "quagga-8f2c", "outgoing_secret_again": "quagga-8f2c"}
    lines = steps(console, outgoing | wrong | wanted(to=mailbox), "send")
    assert failure(lines)["step"] == "authentication"
    assert failure(lines)["field"] == "outgoing_secret"


@pytest.mark.parametrize(
    ("typed", "label", "words"),
    [
        (wanted(to=""), "To", "Type an address"),
        (wanted(to="chris"), "To", "“chris” is not an email address"),
        (wanted(to="a@b.test", cc="x y"), "CC", "is not an email address"),
        (wanted(to=" ".join(f"a{n}@b.test" for n in range(11))), "To", "10 addresses at the most"),
        (wanted(to="a@b.test", subject="x\r\nBcc: y@z.test"), "Subject", "control character"),
    ],
)
def test_what_cannot_be_sent_is_named_by_its_field(
    console: Client, outgoing: Values, typed: Values, label: str, words: str
):
    answer = console.post(f"{NEW}send/", outgoing | typed)
    assert answer.status_code == 400
    assert words in " ".join(answer.json()["errors"][label])
    assert answer.json()["fields"][label].startswith("test-")
    assert not Trial.objects.exists()


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_the_newest_message_is_shown_and_left_unread(
    console: Client, incoming: Values, dovecot: Dovecot, mailbox: str, protocol: str
):
    dovecot.append(mailbox, [message("the older"), message("the newer")])
    chosen = {"incoming_protocol": protocol, "incoming_port": dovecot.port[protocol]}
    shown = found(steps(console, incoming | chosen, "receive"))["message"]
    assert shown["subject"] == "the newer"
    assert shown["sender"] == "Chris Customer <chris@customers.test>"
    assert "Hello,\nthis is message" in shown["text"]
    assert dovecot.count(mailbox) == 2
    assert unseen(dovecot, mailbox) == 2


def unseen(dovecot: Dovecot, mailbox: str) -> int:
    from imapclient import IMAPClient

    with IMAPClient("127.0.0.1", dovecot.port["imap"], ssl=False) as client:
        client.login(mailbox, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        return len(client.search("UNSEEN"))


def test_an_empty_folder_is_no_failure(console: Client, incoming: Values):
    assert "is empty" in found(steps(console, incoming, "receive"))["words"]


def test_of_a_large_message_only_the_header_is_fetched(
    console: Client, incoming: Values, dovecot: Dovecot, mailbox: str
):
    dovecot.append(mailbox, [message("large") + b"x" * 70 * 1000 + b"\r\n" * 1_500_000])
    shown = found(steps(console, incoming, "receive"))["message"]
    assert (shown["subject"], shown["text"]) == ("large", "(too large to be shown here)")


def test_the_folders_of_the_server_are_listed_with_their_use(
    console: Client, incoming: Values, dovecot: Dovecot, mailbox: str
):
    dovecot.append(mailbox, [message()], folder="Kundendienst/K&APY-ln")
    told = found(steps(console, incoming | {"folder": "Nowhere"}, "folders"))
    uses = {one["name"]: one["use"] for one in told["folders"]}
    assert told["folders"][0]["name"] == "INBOX"
    assert "Kundendienst/Köln" in uses
    assert uses["Sent"] == "sent mail"


@pytest.mark.parametrize("what", ["send", "receive", "folders"])
def test_every_test_is_noted_with_who_and_how_it_ended(
    console: Client, incoming: Values, outgoing: Values, mailbox: str, what: str
):
    values = incoming | {name: value for name, value in outgoing.items() if "outgoing" in name}
    steps(console, values | wanted(to=mailbox), what)
    noted = Trial.objects.get()
    assert (noted.user.username, noted.what) == ("root", what)
    assert mailbox in noted.about
    assert noted.outcome
    assert PASSWORD not in noted.about + noted.outcome
    assert not Alias.objects.exists()


def test_a_failed_test_is_noted_as_such(console: Client, incoming: Values):
    wrong = {"incoming_secret": "quagga-8f2c", "incoming_secret_again": "quagga-8f2c"}
    lines = steps(console, incoming | wrong)
    assert failure(lines)["field"] == "incoming_secret"
    assert "authentication" in Trial.objects.get().outcome
    assert "quagga" not in Trial.objects.get().outcome


def test_a_password_that_the_server_repeats_is_in_no_line(console: Client, incoming: Values):
    lines = steps(console, incoming | {"incoming_user": PASSWORD}, "receive")
    assert "quagga" not in json.dumps(lines)
    assert passed(lines)


def test_the_page_of_an_alias_has_all_tests(console: Client, make_alias, root):
    alias = make_alias()
    text = body(console.get(f"/console/aliases/alias/{alias.pk}/change/"))
    for what in ("incoming", "outgoing", "send", "receive", "folders", "round-trip"):
        assert f"/console/aliases/alias/{alias.pk}/test/{what}/" in text
    text = body(console.get("/console/aliases/alias/add/"))
    assert "/console/aliases/alias/test/send/" in text
    assert "round-trip" not in text
