"""Rubbish in: a clear word, nothing lost, and the next message goes through."""

import pytest

from activities.models import Activity, RawMessage, RawState
from aliases import connections
from tests.servers.dovecot import CERT_WRONG_HOST
from tests.servers.faults import BlackHole, closed_port
from tests.stock import message, retrieve_now

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

RUBBISH = {
    "nothing but a NUL": b"\0\r\n",
    "NUL bytes": message("with\0NUL") + b"\0" * 100 + b"\r\n",
    "no From": message("Nobody wrote this", From=""),
    "no header": b"just a line\r\nand another\r\n",
    "an empty body": message("Empty").split(b"\r\n\r\n")[0] + b"\r\n\r\n",
    "raw 8-bit header": b"Subject: Gr\xfc\xdfe\r\nFrom: \xe4@customers.test\r\n\r\nx\r\n",
    "an unknown charset": message("c", Content_Type='text/plain; charset="no-such"'),
    "an endless header line": message("x" * 300_000),
    "a million headers": b"X: y\r\n" * 200_000 + b"\r\nx\r\n",
    "10,000 parts": message("p", Content_Type="multipart/mixed; boundary=b") + b"--b\r\n\r\nx\r\n" * 10_000,
    "nested 500 deep": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(500)
    ),
    "an impossible date": message("d", Date="Thu, 99 Foo 99999 99:99:99 +9999"),
    "broken base64": message("b", Content_Transfer_Encoding="base64") + b"=!=!===\r\n",
    "surrogates in UTF-7": message("u", Content_Type="text/plain; charset=utf-7") + b"+2D3YPQ-\r\n",
}  # fmt: skip


@pytest.fixture(params=["imap", "pop3"])
def box(request, make_alias, mailbox, dovecot):
    return make_alias(
        mailbox,
        incoming_protocol=request.param,
        incoming_user=mailbox,
        incoming_port=dovecot.port[request.param],
    )


@pytest.mark.parametrize("kind", RUBBISH)
def test_rubbish_is_kept_and_the_next_message_goes_through(box, dovecot, kind) -> None:
    dovecot.append(box.address, [message("before"), RUBBISH[kind], message("after")])
    job = retrieve_now(box)
    assert job.error == ""
    assert RawMessage.objects.count() == 3
    assert set(Activity.objects.values_list("subject", flat=True)) >= {"before", "after"}
    for failed in RawMessage.objects.filter(state=RawState.FAILED):
        assert "program" not in failed.reason
    assert RawMessage.objects.filter(state=RawState.STORED).count() == 0
    assert dovecot.count(box.address) == 0


def test_a_message_of_40_megabytes_comes_in_whole(box, dovecot) -> None:
    line = b"A" * 76 + b"\r\n"
    big = message("Big", Content_Type="application/octet-stream") + line * 512_000
    dovecot.append(box.address, [message("before"), big, message("after")])
    assert retrieve_now(box).error == ""
    assert Activity.objects.count() == 3
    assert RawMessage.objects.order_by("-size").first().content() == big


def test_a_wrong_password_is_told_in_words(box) -> None:
    box.incoming_password = "wrong"
    box.save()
    assert "user name or the password" in retrieve_now(box).error


def test_a_closed_port_is_told_in_words(box) -> None:
    box.incoming_port = closed_port()
    box.save()
    assert "Nothing accepts connections" in retrieve_now(box).error


def test_a_silent_server_is_told_in_words(box, monkeypatch) -> None:
    monkeypatch.setattr(connections, "INCOMING_TIMEOUT", 0.5)
    with BlackHole() as hole:
        box.incoming_port = hole.port
        box.save()
        assert "did not answer within" in retrieve_now(box).error


def test_a_certificate_of_another_name_is_told_in_words(box, dovecot, certificates) -> None:
    box.department.partition.ca_bundle = certificates.ca.read_text()
    box.department.partition.save()
    box.incoming_host = CERT_WRONG_HOST
    box.incoming_port = dovecot.port[box.incoming_protocol + "s"]
    box.incoming_encryption = "tls"
    box.save()
    error = retrieve_now(box).error
    assert "certificate is refused" in error
    assert "server name" in error


def test_a_password_that_no_key_opens_is_never_sent(box, dovecot, settings) -> None:
    from cryptography.fernet import Fernet

    settings.CRYPT_KEYS = [Fernet.generate_key().decode()]
    assert "No key of MAILCENTER_CRYPT_KEYS" in retrieve_now(box).error
    assert dovecot.logins(box.address) == dovecot.refused_logins(box.address) == 0
