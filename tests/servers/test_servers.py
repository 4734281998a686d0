"""Servers die, hang, come back, and never outlive the tests."""

import imaplib
import smtplib
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.servers import keeper
from tests.servers.certificates import Certificates
from tests.servers.clients import MESSAGE, imap
from tests.servers.dovecot import Dovecot
from tests.servers.ports import answers, wait_until
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey

# poplib and imaplib leave their socket open when the greeting or the log-in fails
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PROJECT = Path(__file__).resolve().parents[2]


def test_a_killed_dovecot_refuses_and_serves_again_after_start(
    dovecot: Dovecot, mailbox: str
) -> None:
    dovecot.append(mailbox, [MESSAGE])
    open_session = imap(dovecot, mailbox)
    dovecot.kill()
    with pytest.raises(ConnectionRefusedError):
        imap(dovecot, mailbox)
    with pytest.raises(imaplib.IMAP4.abort):
        open_session.noop()
    dovecot.start()
    assert dovecot.messages(mailbox) == [MESSAGE]
    assert dovecot.connections(mailbox) == 0


def test_a_frozen_dovecot_accepts_but_does_not_speak_until_thawed(
    dovecot: Dovecot, mailbox: str
) -> None:
    dovecot.freeze()
    with pytest.raises(TimeoutError):
        imaplib.IMAP4(dovecot.host, dovecot.port["imap"], timeout=0.3)
    dovecot.thaw()
    imap(dovecot, mailbox).logout()


def test_a_killed_postfix_keeps_its_queue(postfix: Postfix, dovecot: Dovecot, mailbox: str) -> None:
    dovecot.stop()
    with smtplib.SMTP(postfix.host, postfix.port["smtp"]) as client:
        client.sendmail(mailbox, [mailbox], MESSAGE)
    postfix.kill()
    assert not answers(postfix.port["smtp"])
    assert postfix.queued() == 1
    dovecot.start()
    postfix.start()
    wait_until(lambda: dovecot.count(mailbox) == 1, seconds=20)


def test_postgres_survives_kill_and_start(server_folder: Path) -> None:
    with Postgres(server_folder) as postgres:
        url = postgres.create("mail")
        postgres.kill()
        assert not answers(postgres.port)
        postgres.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("mail",)
    assert not postgres.running


def test_valkey_starts_again_after_kill(server_folder: Path) -> None:
    with Valkey(server_folder) as valkey:
        valkey.kill()
        assert not answers(valkey.port)
        valkey.start()
        with socket.create_connection((valkey.host, valkey.port)) as client:
            client.sendall(b"PING\r\n")
            assert client.recv(16) == b"+PONG\r\n"


def test_a_server_that_cannot_start_says_what_it_wrote(
    server_folder: Path, certificates: Certificates, tmp_path: Path
) -> None:
    (server_folder / "broken").mkdir()
    broken = Dovecot(server_folder / "broken", certificates, extra="no such setting\n")
    with pytest.raises(RuntimeError, match=r"no such setting|Unknown setting|Error in config"):
        broken.start()


ORPHANS = """
import sys, time
from pathlib import Path
from tests.servers.certificates import Certificates
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey
folder = Path(sys.argv[1])
certificates = Certificates(folder)
dovecot = Dovecot(folder, certificates)
for server in (dovecot, Postfix(folder, certificates, dovecot), Postgres(folder), Valkey(folder)):
    server.start()
print("ready", flush=True)
time.sleep(600)
"""


def test_no_server_outlives_a_killed_test_run(server_folder: Path) -> None:
    folder = server_folder / "orphans"
    folder.mkdir()
    run = [sys.executable, "-c", ORPHANS, str(folder)]
    with subprocess.Popen(run, cwd=PROJECT, stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == b"ready\n"
        family = keeper.descendants(killed.pid)
        assert len(family) > 15
        killed.kill()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
