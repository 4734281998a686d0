"""Each address of Dovecot behaves as its name says, and mailboxes can be filled and read."""

import imaplib
import poplib

import pytest

from tests.servers.certificates import Certificates
from tests.servers.clients import MESSAGE, imap, pop3, verifying
from tests.servers.dovecot import ADDRESSES, PASSWORD, Dovecot
from tests.servers.ports import wait_until

# poplib and imaplib leave their socket open when the greeting or the log-in fails
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def test_bad_certificates_are_refused_and_the_good_one_is_not(
    dovecot: Dovecot, certificates: Certificates
) -> None:
    context, reasons = verifying(certificates), {}
    for name, host in ADDRESSES.items():
        try:
            imaplib.IMAP4_SSL(host, dovecot.port["imaps"], ssl_context=context).logout()
        except OSError as error:
            reasons[name] = getattr(error, "verify_message", "")
    assert "has expired" in reasons.pop("cert_expired")
    assert "self-signed" in reasons.pop("cert_self_signed")
    assert "not valid for" in reasons.pop("cert_wrong_host")
    assert set(reasons) == {"no_tls"}


def test_starttls_is_verified_by_the_authority(
    dovecot: Dovecot, certificates: Certificates, mailbox: str
) -> None:
    client = poplib.POP3("localhost", dovecot.port["pop3"])
    client.stls(verifying(certificates))
    client.user(mailbox)
    assert client.pass_(PASSWORD).startswith(b"+OK")
    client.quit()


def test_log_in_needs_starttls_where_tls_is_required(dovecot: Dovecot, mailbox: str) -> None:
    with pytest.raises(imaplib.IMAP4.error, match=r"PRIVACYREQUIRED|LOGINDISABLED"):
        imap(dovecot, mailbox, host=ADDRESSES["tls_required"])


def test_starttls_is_not_offered_where_there_is_no_tls(dovecot: Dovecot) -> None:
    client = imaplib.IMAP4(ADDRESSES["no_tls"], dovecot.port["imap"])
    assert "STARTTLS" not in client.capabilities
    client.logout()


def test_a_third_session_is_refused_where_two_are_allowed(dovecot: Dovecot, mailbox: str) -> None:
    host = ADDRESSES["two_connections"]
    first, second = imap(dovecot, mailbox, host=host), imap(dovecot, mailbox, host=host)
    with pytest.raises(imaplib.IMAP4.error, match="LIMIT"):
        imap(dovecot, mailbox, host=host)
    first.logout()
    second.logout()


def test_a_second_pop3_session_finds_the_mailbox_in_use(dovecot: Dovecot, mailbox: str) -> None:
    first = pop3(dovecot, mailbox)
    with pytest.raises(poplib.error_proto, match="IN-USE"):
        pop3(dovecot, mailbox)
    first.quit()


def test_an_unknown_user_and_a_wrong_password_are_refused_alike(
    dovecot: Dovecot, mailbox: str
) -> None:
    for user, password in (("nemo@lab.test", PASSWORD), (mailbox, "wrong")):
        client = imaplib.IMAP4(dovecot.host, dovecot.port["imap"])
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            client.login(user, password)
        client.logout()
    assert dovecot.refused_logins(mailbox) == 1


def test_a_thousand_appended_messages_come_back_in_order(dovecot: Dovecot, mailbox: str) -> None:
    messages = [b"Subject: %d\r\n\r\n%b\r\n" % (n, b"x" * 2600) for n in range(1000)]
    dovecot.append(mailbox, messages)
    assert dovecot.count(mailbox) == 1000
    assert dovecot.messages(mailbox) == messages


def test_folders_are_made_when_filled_and_empty_when_missing(
    dovecot: Dovecot, mailbox: str
) -> None:
    dovecot.append(mailbox, [MESSAGE], "Done/Late")
    assert dovecot.messages(mailbox, "Done/Late") == [MESSAGE]
    assert (dovecot.count(mailbox, "Nowhere"), dovecot.messages(mailbox, "Nowhere")) == (0, [])
    assert "Done/Late" in dovecot.folders(mailbox)


def test_sessions_are_counted_from_the_log(dovecot: Dovecot, mailbox: str) -> None:
    first, second = imap(dovecot, mailbox), pop3(dovecot, mailbox)
    first.logout()
    dovecot.append(mailbox, [MESSAGE])
    wait_until(lambda: dovecot.connections(mailbox) == 1)
    assert (dovecot.logins(mailbox), dovecot.peak_connections(mailbox)) == (2, 2)
    second.quit()
    wait_until(lambda: dovecot.connections(mailbox) == 0)
