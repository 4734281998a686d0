"""Servers and sessions for everything about signing in."""

import pytest

from tests.servers.kerberos import Kerberos
from wire import imap, pop3, smtp
from wire.endpoints import Credentials, Encryption, Endpoint, Protocol
from wire.sasl.choice import available
from wire.sasl.method import WITH_TOKEN, Method
from wire.trace import StepReport, Trace

SMTP_PORTS = {
    Encryption.NONE: "smtp_auth",
    Encryption.STARTTLS: "submission",
    Encryption.TLS: "submissions",
}
OPENERS = {
    Protocol.IMAP: imap.open_inbox,
    Protocol.POP3: pop3.open_inbox,
    Protocol.SMTP: smtp.open_session,
}


def pytest_collection_modifyitems(items) -> None:
    reason = available(Method.GSSAPI)
    for item in items:
        if item.get_closest_marker("kerberos") and reason:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="package")
def realm(server_folder):
    """A Kerberos realm that this process and Dovecot belong to; no ticket is kept."""
    with Kerberos(server_folder) as kerberos, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KRB5_CONFIG", str(kerberos.config))
        patch.setenv("KRB5CCNAME", f"FILE:{server_folder}/no-ticket")
        yield kerberos


@pytest.fixture(scope="package")
def sign_in(certificates, dovecot, postfix):
    """Opens a session of (protocol, encryption, method) and closes it.

    Returns the steps as the login test would show them. `fields` change the credentials.
    """
    ca = certificates.ca.read_text()

    def attempt(cell, user: str, secret: str, **fields) -> list[StepReport]:
        protocol, encryption, method = cell
        inbox_port = protocol.value + ("s" if encryption is Encryption.TLS else "")
        ports = postfix.port if protocol is Protocol.SMTP else dovecot.port
        port = ports[SMTP_PORTS[encryption] if protocol is Protocol.SMTP else inbox_port]
        endpoint = Endpoint("localhost", port, encryption, timeout=10, ca_bundle=ca)
        values = {"allow_clear": True, "method": method, "token": method in WITH_TOKEN}
        credentials = Credentials(user, secret, **values | fields)
        steps: list[StepReport] = []
        OPENERS[protocol](endpoint, credentials, trace=Trace(endpoint, steps.append)).close()
        return steps

    return attempt
