"""Each fault of the proxy, seen by the clients of the standard library."""

import contextlib
import imaplib
import poplib
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator

import pytest

from tests.servers.certificates import Certificates
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.faults import BlackHole, FaultProxy, Rule, closed_port
from tests.servers.ports import wait_until
from tests.servers.postfix import Postfix

# poplib and imaplib leave their socket open when the greeting or the log-in fails
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

MESSAGE = b"Subject: hello\r\n\r\nDELE 1\r\n"


@pytest.fixture
def proxy(dovecot: Dovecot, mailbox: str) -> Iterator[FaultProxy]:
    """A proxy without rules in front of POP3; the mailbox holds three messages."""
    dovecot.append(mailbox, [MESSAGE] * 3)
    with FaultProxy((dovecot.host, dovecot.port["pop3"])) as running:
        yield running


@pytest.fixture
def pop3(proxy: FaultProxy, mailbox: str) -> Iterator[poplib.POP3]:
    """A session through the proxy."""
    client = poplib.POP3(proxy.host, proxy.port, timeout=5)
    client.user(mailbox)
    client.pass_(PASSWORD)
    yield client
    with contextlib.suppress(OSError):
        client.close()


def test_without_rules_everything_passes_and_is_recorded(
    proxy: FaultProxy, pop3: poplib.POP3
) -> None:
    assert pop3.retr(2)[1][-1] == b"DELE 1"
    assert proxy.lines("client", "^retr") == ["RETR 2"]
    assert proxy.lines("server", "^DELE") == ["DELE 1"]
    pop3.quit()


def test_connections_are_counted(proxy: FaultProxy, pop3: poplib.POP3) -> None:
    second = poplib.POP3(proxy.host, proxy.port)
    assert (proxy.accepted, proxy.open_now, proxy.peak) == (2, 2, 2)
    second.close()
    wait_until(lambda: proxy.open_now == 1)
    assert (proxy.accepted, proxy.peak) == (2, 2)


def test_close_ends_the_session_before_the_line_arrives(
    proxy: FaultProxy, pop3: poplib.POP3, dovecot: Dovecot, mailbox: str
) -> None:
    proxy.rules.append(Rule("client", "close", "^QUIT"))
    pop3.dele(1)
    with pytest.raises(poplib.error_proto, match="EOF"):
        pop3.quit()
    wait_until(lambda: dovecot.connections(mailbox) == 0)
    assert dovecot.count(mailbox) == 3


def test_reset_is_seen_as_a_reset(proxy: FaultProxy, pop3: poplib.POP3) -> None:
    proxy.rules.append(Rule("server", "reset", r"^\+OK \d+ octets"))
    with pytest.raises(ConnectionResetError):
        pop3.retr(1)


def test_after_lets_so_many_bytes_through(proxy: FaultProxy, pop3: poplib.POP3) -> None:
    proxy.rules.append(Rule("server", "close", r"^\+OK \d+ octets", after=10))
    pop3.sock.sendall(b"RETR 1\r\n")
    answer = b"".join(iter(lambda: pop3.sock.recv(4096), b""))
    assert answer.split(b"\r\n", 1)[1] == MESSAGE[:10]


def test_stall_keeps_the_connection_and_says_nothing(proxy: FaultProxy, pop3: poplib.POP3) -> None:
    proxy.rules.append(Rule("server", "stall", r"^\+OK"))
    pop3.sock.settimeout(0.3)
    with pytest.raises(TimeoutError):
        pop3.noop()
    assert proxy.open_now == 1
    pop3.close()
    wait_until(lambda: proxy.open_now == 0)


def test_after_a_stall_not_even_the_death_of_the_server_is_seen(
    proxy: FaultProxy, pop3: poplib.POP3, dovecot: Dovecot
) -> None:
    proxy.rules = [Rule("client", "stall", "NOOP")]
    pop3.sock.settimeout(0.3)
    with pytest.raises(TimeoutError):
        pop3.noop()
    dovecot.kill()
    with pytest.raises(TimeoutError):
        pop3.sock.recv(1)


def test_delay_passes_the_line_on_later(proxy: FaultProxy, pop3: poplib.POP3) -> None:
    proxy.rules.append(Rule("client", "delay", "NOOP", seconds=0.3))
    begin = time.monotonic()
    pop3.noop()
    assert 0.3 <= time.monotonic() - begin < 2


def test_answer_comes_instead_of_the_servers(proxy: FaultProxy, pop3: poplib.POP3) -> None:
    proxy.rules.append(Rule("client", "answer", r"^RETR (\d)", text=r"-ERR [SYS/TEMP] not \1 \Now"))
    with pytest.raises(poplib.error_proto, match=r"not 2 \\\\Now"):
        pop3.retr(2)
    assert pop3.noop() == b"+OK"


def test_replace_changes_the_line(proxy: FaultProxy, pop3: poplib.POP3) -> None:
    proxy.rules.append(Rule("client", "replace", r"^RETR 1", text="RETR 99"))
    with pytest.raises(poplib.error_proto, match=r"no such message|There's no message"):
        pop3.retr(1)


def test_drop_swallows_the_line(proxy: FaultProxy, pop3: poplib.POP3) -> None:
    proxy.rules.append(Rule("server", "drop", "^DELE 1$"))
    assert pop3.retr(1)[1] == [b"Subject: hello", b""]


def test_inject_sends_a_line_first(proxy: FaultProxy, pop3: poplib.POP3) -> None:
    proxy.rules.append(Rule("client", "inject", "NOOP", text="+OK from nowhere"))
    assert pop3.noop() == b"+OK from nowhere"


def test_nth_counts_within_a_connection_and_times_over_all(
    proxy: FaultProxy, pop3: poplib.POP3
) -> None:
    rule = Rule("client", "answer", "^NOOP", nth=2, times=1, text="-ERR second")
    proxy.rules.append(rule)
    pop3.noop()
    with pytest.raises(poplib.error_proto):
        pop3.noop()
    pop3.noop()
    assert rule.fired == 1


@pytest.mark.parametrize("action", ["close", "reset", "stall"])
def test_the_second_connection_fails_and_the_third_does_not(action: str, proxy: FaultProxy) -> None:
    proxy.rules.append(Rule("connect", action, nth=2))
    poplib.POP3(proxy.host, proxy.port).close()
    with pytest.raises((OSError, poplib.error_proto)):
        poplib.POP3(proxy.host, proxy.port, timeout=0.3)
    poplib.POP3(proxy.host, proxy.port).close()


def test_a_greeting_can_be_put_into_the_servers_mouth(proxy: FaultProxy) -> None:
    proxy.rules.append(Rule("connect", "answer", text="-ERR [SYS/TEMP] later"))
    with pytest.raises(poplib.error_proto, match="later"):
        poplib.POP3(proxy.host, proxy.port)


def test_a_rule_can_kill_the_server_at_a_line(
    proxy: FaultProxy, pop3: poplib.POP3, dovecot: Dovecot, mailbox: str
) -> None:
    proxy.rules.append(Rule("client", "drop", "^QUIT", call=dovecot.kill))
    pop3.dele(1)
    with pytest.raises((poplib.error_proto, ConnectionResetError)):
        pop3.quit()
    wait_until(lambda: not dovecot.running)
    with pytest.raises(ConnectionResetError):
        poplib.POP3(proxy.host, proxy.port)
    dovecot.start()
    assert dovecot.count(mailbox) == 3


def test_an_error_in_a_call_is_shown_when_the_proxy_stops(dovecot: Dovecot) -> None:
    rules = [Rule("connect", call=lambda: 1 / 0)]
    proxy = FaultProxy((dovecot.host, dovecot.port["pop3"]), rules).start()
    with pytest.raises((poplib.error_proto, OSError)):
        poplib.POP3(proxy.host, proxy.port)
    with pytest.raises(BaseExceptionGroup, match="fault proxy") as caught:
        proxy.stop()
    assert caught.group_contains(ZeroDivisionError)


def test_imap_literals_never_trigger_rules(dovecot: Dovecot, mailbox: str) -> None:
    dovecot.append(mailbox, [MESSAGE])
    rules = [Rule("server", "reset", "DELE 1")]
    with FaultProxy((dovecot.host, dovecot.port["imap"]), rules) as proxy:
        client = imaplib.IMAP4(proxy.host, proxy.port)
        client.login(mailbox, PASSWORD)
        client.select()
        assert client.fetch("1", "(BODY[])")[1][0][1] == MESSAGE
        client.logout()


def test_tls_passes_through(dovecot: Dovecot, certificates: Certificates, mailbox: str) -> None:
    context = ssl.create_default_context(cafile=certificates.ca)
    with FaultProxy((dovecot.host, dovecot.port["imap"])) as proxy:
        client = imaplib.IMAP4("localhost", proxy.port)
        client.starttls(context)
        client.login(mailbox, PASSWORD)
        client.logout()
        assert not proxy.lines("client", "LOGIN")


def test_forty_megabytes_pass_unharmed_and_fast(dovecot: Dovecot, mailbox: str) -> None:
    body = b"Subject: big\r\n\r\n" + (b"a line of text {12}\r\n" * 50 + b"\x01\xff" * 500) * 20_000
    dovecot.append(mailbox, [body])
    rules = [Rule("server", "reset", "^x OK never"), Rule("client", "reset", "never")]
    with FaultProxy((dovecot.host, dovecot.port["imap"]), rules) as proxy:
        client = imaplib.IMAP4(proxy.host, proxy.port)
        client.login(mailbox, PASSWORD)
        client.select()
        begin = time.monotonic()
        assert client.fetch("1", "(BODY[])")[1][0][1] == body
        assert time.monotonic() - begin < 3
        client.logout()


def test_the_dot_after_forty_megabytes_is_still_seen(postfix: Postfix, mailbox: str) -> None:
    body = b"Subject: big\r\n\r\n" + b"0123456789012345678901234567890123456789\r\n" * 1_000_000
    rules = [Rule("client", "close", r"^\.$")]
    with FaultProxy((postfix.host, postfix.port["smtp"]), rules) as proxy:
        client = smtplib.SMTP(proxy.host, proxy.port)
        begin = time.monotonic()
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.sendmail(mailbox, [mailbox], body)
        assert time.monotonic() - begin < 5
        assert rules[0].fired == 1
        assert proxy.lines("client", "^DATA") == ["data"]


def test_a_black_hole_accepts_and_is_silent() -> None:
    with BlackHole() as hole, pytest.raises(TimeoutError):
        poplib.POP3(hole.host, hole.port, timeout=0.2)


def test_a_closed_port_refuses() -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", closed_port()), timeout=1)
