"""What leaves arrives as it was composed: signed on the way out as a server would, checked at the end."""

import base64
from email import message_from_bytes
from functools import partial

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from activities import queueing
from activities.composing.copies import copies
from activities.composing.previewing import preview_of
from activities.models import Activity, Kind
from aliases import connections
from tests.activities.composing.reader import read
from tests.servers.ports import wait_until
from tests.stock import dispatch_now, message, retrieve_now
from wire.smtp import Letter

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

TEXTS = {
    "plain": "Hello,\nIt comes tomorrow.\n",
    "trailing spaces": "Hello   \n\t\nend \n\n\n",
    "long line": "x" * 5000 + "\n",
    "letters": "Grüße, 日本語, 👩‍👩‍👧 and a sign: €\n",
    "dots and From": ".\n..\nFrom me\n.hidden\n",
    "bare ends": "one\rtwo\r\nthree\x0bfour\u2028five\n",
}
# Most signers cover these; lists may be unsubscribed from only where both fields are (RFC 8058).
SIGNED = [
    b"From", b"To", b"Subject", b"Date", b"Message-ID", b"MIME-Version", b"Content-Type",
    b"Content-Transfer-Encoding", b"List-Unsubscribe", b"List-Unsubscribe-Post",
]  # fmt: skip


@pytest.fixture(scope="module")
def key() -> tuple[bytes, bytes]:
    """A private key, and the record that a domain publishes for it."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


@pytest.mark.parametrize("encoding", ["encoded", "plain"])
def test_a_signature_of_any_mail_holds_after_real_servers(
    sending_alias, dovecot, key, encoding
) -> None:
    """Simple canonicalization of the body: not one byte may change on the way."""
    private, record = key
    dress(sending_alias, encoding)
    reader = dovecot.mailbox()
    session = connections.open_session(sending_alias)
    try:
        for name, text in TEXTS.items():
            mail = queueing.queue(queueing.Draft(f"Grüße: {name}", text, [reader]), sending_alias)
            [(_, letter)] = copies(list(mail.recipients.all()))
            signature = dkim.sign(
                letter.content, b"s", b"lab.test", private,
                canonicalize=(b"relaxed", b"simple"), include_headers=SIGNED,
            )  # fmt: skip
            signed = Letter(letter.sender, letter.recipients, signature + letter.content)
            assert session.send(signed)[reader].positive
    finally:
        session.close()
    wait_until(lambda: dovecot.count(reader) == len(TEXTS))
    for raw in dovecot.messages(reader):
        assert dkim.verify(raw, dnsfunc=lambda name, timeout=5: record), read(raw).text("subject")


def dress(alias, encoding: str) -> None:
    way = {"opt_out": True, "opt_out_one_click": True, "opt_out_link_text": "Schluß"}
    way |= {"opt_out_url": "https://shop.test/out?{recipient}", "outgoing_encoding": encoding}
    type(alias).objects.filter(pk=alias.pk).update(**way)
    alias.refresh_from_db()
    type(alias.department.partition).objects.update(default_format="html", outgoing_width=None)
    alias.department.partition.refresh_from_db()


def test_a_redirect_arrives_byte_for_byte_behind_its_fields(sending_alias, dovecot) -> None:
    came = message("Für Bob", From="Chris <chris@customers.test>") + b"  spaces  \r\n"
    activity = received(sending_alias, dovecot, came)
    bob = dovecot.mailbox()
    draft = queueing.Draft(activity.subject, "", [bob], kind=Kind.REDIRECT)
    mail = queueing.queue(draft, sending_alias, answers=activity)
    assert preview_of(mail).copies[0].text == ""
    assert dispatch_now(sending_alias).error == ""
    wait_until(partial(arrived, dovecot, bob))
    [raw] = dovecot.messages(bob)
    assert raw.endswith(came)
    head = raw[: -len(came)]
    assert f"Resent-Message-ID: <{mail.message_id}>".encode() in head
    assert f"Resent-To: {bob}".encode() in head
    assert b"Return-Path: <" + sending_alias.address.encode() in head


@pytest.mark.parametrize(("chosen", "back"), [("alias", ""), ("original", "chris@customers.test")])
def test_bounces_of_a_redirect_go_where_the_partition_says(
    sending_alias, dovecot, chosen, back
) -> None:
    partition = sending_alias.department.partition
    partition.redirect_envelope = chosen
    partition.save()
    activity = received(sending_alias, dovecot, message(From="Chris <chris@customers.test>"))
    bob = dovecot.mailbox()
    draft = queueing.Draft(activity.subject, "", [bob], kind=Kind.REDIRECT)
    queueing.queue(draft, sending_alias, answers=activity)
    dispatch_now(sending_alias)
    wait_until(partial(arrived, dovecot, bob))
    [raw] = dovecot.messages(bob)
    assert f"Return-Path: <{back or sending_alias.address}>".encode() in raw


def received(alias, dovecot, content: bytes) -> Activity:
    type(alias).objects.filter(pk=alias.pk).update(
        incoming_user=alias.address, incoming_port=dovecot.port["imap"]
    )
    alias.refresh_from_db()
    dovecot.append(alias.address, [content])
    assert retrieve_now(alias).error == ""
    return Activity.objects.get(alias=alias)


def arrived(dovecot, mailbox: str) -> bool:
    return dovecot.count(mailbox) == 1


def test_the_log_address_gets_a_blind_copy_by_a_real_server(sending_alias, dovecot) -> None:
    log, reader = dovecot.mailbox(), dovecot.mailbox()
    partition = sending_alias.department.partition
    partition.log_address = log
    partition.save()
    mail = queueing.queue(queueing.Draft("Parcel", "Soon.", [reader]), sending_alias)
    dispatch_now(sending_alias)
    assert dict(mail.recipients.values_list("kind", "state")) == {"to": "sent", "log": "sent"}
    wait_until(partial(arrived, dovecot, log))
    message_of_log = message_from_bytes(dovecot.messages(log)[0])
    assert (message_of_log["To"], message_of_log["Bcc"]) == (reader, None)
