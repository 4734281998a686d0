"""Each port of Postfix delivers, and each refusal is the one that was ordered."""

import smtplib
import ssl

import pytest

from tests.servers.certificates import Certificates
from tests.servers.clients import MESSAGE, pop3, smtp, verifying
from tests.servers.dovecot import ADDRESSES, PASSWORD, Dovecot
from tests.servers.ports import wait_until
from tests.servers.postfix import PORTS, RECIPIENTS, SENDERS, SMALL, Postfix

# poplib and imaplib leave their socket open when the greeting or the log-in fails
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.mark.parametrize("port", PORTS)
def test_a_message_through_each_postfix_port_is_seen_in_imap_and_pop3(
    port: str, postfix: Postfix, dovecot: Dovecot, certificates: Certificates, mailbox: str
) -> None:
    with smtp(postfix, port, certificates) as client:
        if port.startswith("submission"):
            client.login(mailbox, PASSWORD)
        client.sendmail(mailbox, [mailbox], MESSAGE)
    wait_until(lambda: dovecot.count(mailbox) == 1)
    assert b"\r\nSubject: hello\r\n" in dovecot.messages(mailbox)[0]
    second = pop3(dovecot, mailbox)
    assert second.retr(1)[1][-1] == b"world"
    second.quit()


@pytest.mark.parametrize("port", ["submission", "submissions"])
def test_submission_refuses_mail_without_log_in(
    port: str, postfix: Postfix, certificates: Certificates, mailbox: str
) -> None:
    with smtp(postfix, port, certificates) as client, pytest.raises(smtplib.SMTPException):
        client.sendmail(mailbox, [mailbox], MESSAGE)


@pytest.mark.parametrize("name", [*RECIPIENTS, "unknown"])
def test_postfix_answers_by_recipient(name: str, postfix: Postfix, mailbox: str) -> None:
    client = smtplib.SMTP(postfix.host, postfix.port["smtp"])
    client.ehlo()
    client.mail(mailbox)
    code, text = client.rcpt(f"{name}@lab.test")
    assert f"{code} {text.decode()}".startswith(RECIPIENTS.get(name, "550 5.1.1")[:9])
    client.close()


@pytest.mark.parametrize("name", SENDERS)
def test_postfix_answers_by_sender(name: str, postfix: Postfix, mailbox: str) -> None:
    with smtplib.SMTP(postfix.host, postfix.port["smtp"]) as client:
        client.ehlo()
        client.mail(f"{name}@lab.test")
        assert str(client.rcpt(mailbox)[0]) == SENDERS[name][:3]


def test_the_small_port_announces_and_enforces_its_size(postfix: Postfix, mailbox: str) -> None:
    with smtplib.SMTP(postfix.host, postfix.port["smtp_small"]) as client:
        with pytest.raises(smtplib.SMTPSenderRefused, match="552"):
            client.sendmail(mailbox, [mailbox], MESSAGE + b"x" * SMALL)
        assert client.esmtp_features["size"] == str(SMALL)


def test_the_bare_port_has_no_extensions(postfix: Postfix) -> None:
    with smtplib.SMTP(postfix.host, postfix.port["smtp_bare"]) as client:
        client.ehlo()
        assert client.esmtp_features == {}


def test_mail_to_another_domain_comes_back_as_a_bounce(
    postfix: Postfix, dovecot: Dovecot, mailbox: str
) -> None:
    with smtplib.SMTP(postfix.host, postfix.port["smtp"]) as client:
        client.sendmail(mailbox, ["who@far.example"], MESSAGE)
    wait_until(lambda: dovecot.count(mailbox) == 1)
    assert b"Status: 5.1.1" in dovecot.messages(mailbox)[0]


@pytest.mark.parametrize("name", ["cert_expired", "cert_self_signed", "cert_wrong_host"])
def test_postfix_shows_the_bad_certificates_too(
    name: str, postfix: Postfix, certificates: Certificates
) -> None:
    client = smtplib.SMTP(ADDRESSES[name], postfix.port["submission"])
    with pytest.raises(ssl.SSLCertVerificationError):
        client.starttls(context=verifying(certificates))
    client.close()
