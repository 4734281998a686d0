"""One behaviour suite for both kinds of mailbox, on a real Dovecot."""

import pytest

from tests.servers.dovecot import PASSWORD
from tests.servers.faults import FaultProxy
from tests.stock import message
from wire import imap, pop3
from wire.endpoints import Credentials, Encryption, Endpoint
from wire.errors import Cause, Step, WireError
from wire.sasl.method import Method
from wire.trace import Trace

pytestmark = pytest.mark.real
OPENERS = {"imap": imap.open_inbox, "pop3": pop3.open_inbox}


@pytest.fixture(params=["imap", "pop3"])
def open_inbox(request, dovecot, mailbox):
    def opener(user=mailbox, password=PASSWORD, allow_clear=True, method="automatic", **fields):
        values = {"host": "127.0.0.1", "port": dovecot.port[request.param], "timeout": 5.0}
        endpoint = Endpoint(**values | fields)
        credentials = Credentials(user, password, allow_clear, Method(method))
        return OPENERS[request.param](endpoint, credentials, trace=Trace(endpoint))

    opener.port = dovecot.port[request.param]
    opener.tls_port = dovecot.port[request.param + "s"]
    return opener


def test_messages_come_in_order_and_unchanged(open_inbox, dovecot, mailbox) -> None:
    sent = [message(f"number {number}") for number in range(5)]
    dovecot.append(mailbox, sent)
    inbox = open_inbox()
    found = inbox.waiting(above=0)
    fetched = list(inbox.fetch(found))
    assert [one.raw for one in fetched] == sent
    assert [one.found for one in fetched] == found
    assert inbox.count() == 5
    inbox.close()


def test_identities_last_over_sessions_and_differ(open_inbox, dovecot, mailbox) -> None:
    dovecot.append(mailbox, [message(), message()])
    names = []
    for _ in range(2):
        inbox = open_inbox()
        names.append([one.identity for one in inbox.waiting(above=0)])
        inbox.close()
    assert names[0] == names[1]
    assert len(set(names[0])) == 2


def test_the_header_alone_can_be_read(open_inbox, dovecot, mailbox) -> None:
    dovecot.append(mailbox, [message("only this") + b"x" * 100_000])
    inbox = open_inbox()
    header = inbox.header(inbox.waiting(above=0)[0])
    inbox.close()
    assert b"Subject: only this" in header
    assert len(header) < 1000


def test_deleted_messages_are_gone_after_close(open_inbox, dovecot, mailbox) -> None:
    dovecot.append(mailbox, [message(), message(), message()])
    inbox = open_inbox()
    found = inbox.waiting(above=0)
    inbox.delete([found[0].identity, found[2].identity])
    inbox.close()
    assert dovecot.count(mailbox) == 1


def test_lines_of_any_length_and_dots_pass(open_inbox, dovecot, mailbox) -> None:
    sent = message() + b".\r\n..\r\n" + b"x" * 200_000 + b"\r\n"
    dovecot.append(mailbox, [sent])
    inbox = open_inbox()
    assert next(iter(inbox.fetch(inbox.waiting(above=0)))).raw == sent
    inbox.close()


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
def test_the_connection_is_encrypted_and_verified(open_inbox, certificates, encryption) -> None:
    port = open_inbox.tls_port if encryption is Encryption.TLS else open_inbox.port
    ca = certificates.ca.read_text()
    inbox = open_inbox(
        host="localhost", port=port, encryption=encryption, ca_bundle=ca, allow_clear=False
    )
    inbox.close()
    with pytest.raises(WireError, match="certificate") as caught:
        open_inbox(host="localhost", port=port, encryption=encryption)
    assert caught.value.step is Step.ENCRYPTION


def test_a_wrong_password_is_told_from_everything_else(open_inbox) -> None:
    with pytest.raises(WireError) as caught:
        open_inbox(password="wrong")
    assert (caught.value.cause, caught.value.step) == (Cause.CREDENTIALS, Step.AUTHENTICATION)


def test_no_password_leaves_without_encryption_unless_allowed(open_inbox, dovecot) -> None:
    with FaultProxy(("127.0.0.1", open_inbox.port)) as proxy:
        with pytest.raises(WireError, match="readable"):
            open_inbox(port=proxy.port, allow_clear=False, method="clear")
        assert not proxy.lines("client", PASSWORD)


def test_a_control_character_in_the_user_name_never_reaches_the_server(open_inbox) -> None:
    with FaultProxy(("127.0.0.1", open_inbox.port)) as proxy:
        with pytest.raises(WireError, match="control character"):
            open_inbox(port=proxy.port, user="a\r\nb DELETE INBOX")
        assert not proxy.lines("client", "DELETE")


def test_a_failed_opening_leaves_no_connection(open_inbox) -> None:
    with FaultProxy(("127.0.0.1", open_inbox.port)) as proxy:
        with pytest.raises(WireError):
            open_inbox(port=proxy.port, password="wrong")
        proxy.stop()
        assert proxy.open_now == 0
