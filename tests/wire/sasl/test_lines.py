"""What the three adapters put on the wire, seen from between client and server."""

import asyncio
import poplib

import pytest
from aiosmtplib import SMTP
from imapclient import IMAPClient

from tests.servers.dovecot import PASSWORD
from tests.servers.faults import FaultProxy
from wire import imap, pop3, smtp
from wire.endpoints import Credentials, Endpoint
from wire.errors import WireError
from wire.sasl import over_imap, over_pop3, over_smtp
from wire.sasl.errors import SaslError, nonsense
from wire.sasl.method import Method
from wire.trace import Trace

pytestmark = pytest.mark.real


class Stubborn:
    """Gives up at the first challenge."""

    name = "CRAM-MD5"
    readable = initial = done = False

    def step(self, challenge: bytes | None) -> bytes:
        raise nonsense(self.name, "it asks")


@pytest.fixture
def said(mailbox):
    """Signs in through a proxy; returns the client's lines with `words`."""

    def through(opener, port: int, words: str, *, secret=PASSWORD, method=Method.AUTOMATIC):
        with FaultProxy(("127.0.0.1", port)) as proxy:
            endpoint = Endpoint("127.0.0.1", proxy.port, timeout=5)
            credentials = Credentials(mailbox, secret, allow_clear=True, method=method)
            opener(endpoint, credentials, trace=Trace(endpoint)).close()
            return proxy.lines("client", words)

    return through


def test_imap_sends_the_initial_response_with_the_command(said, dovecot) -> None:
    (line,) = said(imap.open_inbox, dovecot.port["imap"], "AUTHENTICATE")
    assert len(line.split()) == 4


def test_pop3_never_sends_a_response_with_the_command(said, dovecot, tokens, mailbox) -> None:
    token = tokens.token(mailbox)
    lines = said(
        pop3.open_inbox, dovecot.port["pop3"], "AUTH ", secret=token, method=Method.XOAUTH2
    )
    assert [line.strip() for line in lines] == ["AUTH XOAUTH2"]


def test_smtp_sends_a_short_initial_response_with_the_command(said, postfix) -> None:
    (line,) = said(smtp.open_session, postfix.port["smtp_auth"], "AUTH ", method=Method.PLAIN)
    assert len(line.split()) == 3


def test_smtp_sends_a_long_token_after_the_command(said, postfix, tokens, mailbox) -> None:
    token = tokens.token(mailbox)
    lines = said(
        smtp.open_session, postfix.port["smtp_auth"], "AUTH ", secret=token, method=Method.XOAUTH2
    )
    assert [line.strip() for line in lines] == ["AUTH XOAUTH2"]


def test_letters_beyond_ascii_are_kept_from_imaps_login_command(said, dovecot) -> None:
    with pytest.raises(WireError, match="Choose the method PLAIN"):
        said(imap.open_inbox, dovecot.port["imap"], "", secret="geheimß", method=Method.CLEAR)


def test_a_cancelled_attempt_leaves_imap_in_step(dovecot) -> None:
    client = IMAPClient("127.0.0.1", dovecot.port["imap"], ssl=False, timeout=5)
    with pytest.raises(SaslError):
        over_imap._authenticate(client._imap, Stubborn(), Endpoint("127.0.0.1", 143))
    assert client.noop()
    client.shutdown()


def test_a_cancelled_attempt_leaves_pop3_in_step(dovecot) -> None:
    client = poplib.POP3("127.0.0.1", dovecot.port["pop3"], timeout=5)
    with pytest.raises(SaslError):
        over_pop3._authenticate(client, Stubborn(), Endpoint("127.0.0.1", 110))
    assert "UIDL" in client.capa()
    client.quit()


def test_a_cancelled_attempt_leaves_smtp_in_step(postfix) -> None:
    async def cancelled() -> int:
        port = postfix.port["smtp_auth"]
        async with SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            await client.ehlo()
            with pytest.raises(SaslError):
                await over_smtp._authenticate(client, Stubborn(), Endpoint("127.0.0.1", 25))
            return (await client.noop()).code

    assert asyncio.run(cancelled()) == 250
