"""The scripted server, with the clients of the standard library."""

import imaplib
import poplib
import ssl

import pytest

from tests.servers.certificates import Certificates
from tests.servers.scripted import CLOSE, ScriptedServer

# poplib and imaplib leave their socket open when the greeting or the log-in fails
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def test_a_scripted_server_answers_by_its_list_and_remembers() -> None:
    script = [
        (rb"^(\S+) NOOP", b"\\1 NO [UNAVAILABLE] later\r\n", b"\\1 OK done\r\n"),
        (b"LOGOUT", CLOSE),
    ]
    script.append((rb"^(\S+) CAPABILITY", b"* CAPABILITY IMAP4rev1\r\n\\1 OK done\r\n"))
    with ScriptedServer(script, greeting=b"* OK hello\r\n") as server:
        client = imaplib.IMAP4(server.host, server.port)
        assert [client.noop()[0], client.noop()[0], client.noop()[0]] == ["NO", "OK", "OK"]
        with pytest.raises((imaplib.IMAP4.abort, OSError)):
            client.logout()
    assert sum(line.endswith(b"NOOP") for line in server.received) == 3
    assert server.accepted == 1


def test_a_scripted_server_speaks_tls(certificates: Certificates) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.good.cert, certificates.good.key)
    trusting = ssl.create_default_context(cafile=certificates.ca)
    with ScriptedServer([], greeting=b"+OK hello\r\n", tls=context) as server:
        client = poplib.POP3_SSL("localhost", server.port, context=trusting)
        assert client.getwelcome() == b"+OK hello"
        client.close()
