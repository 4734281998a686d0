"""Sending with a token."""

import pytest

from tests.stock import message
from wire import smtp
from wire.endpoints import Credentials, Encryption, Endpoint
from wire.trace import Trace


@pytest.fixture
def send_as(certificates, postfix):
    """Sends a message from `sender` to itself, signed in as `user`; the server's last word."""
    port, ca = postfix.port["submission"], certificates.ca.read_text()
    endpoint = Endpoint("localhost", port, Encryption.STARTTLS, timeout=10, ca_bundle=ca)

    def send(user: str, token: str, *, method, sender: str) -> smtp.Reply:
        credentials = Credentials(user, token, method=method, token=True)
        session = smtp.open_session(endpoint, credentials, trace=Trace(endpoint))
        try:
            letter = smtp.Letter(sender, (sender,), message())
            return session.send(letter)[sender]
        finally:
            session.close()

    return send
