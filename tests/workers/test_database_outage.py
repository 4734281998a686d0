"""The database killed under a whole installation: shown at once, and all goes on when it is back."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.servers.dovecot import PASSWORD
from tests.servers.ports import wait_until
from tests.servers.postgres import Postgres
from tests.servers.valkey import Valkey
from tests.stock import message
from tests.workers.crash_worker import Beat, Node, Program
from tests.workers.programs import CALM, Manage, Watchdog, Web

pytestmark = pytest.mark.real


@dataclass
class Elsewhere:
    """An installation with a database of its own, which may be killed."""

    postgres: Postgres
    url: str
    web: Web
    programs: list[Program]

    def query(self, words: str) -> object:
        with psycopg.connect(self.url) as connection:
            return connection.execute(words).fetchone()[0]


ALIAS = """
from aliases.models import Alias
from departments.first import root_department
Alias.objects.create(department=root_department(), name="One", address={address!r},
    incoming_host="127.0.0.1", incoming_port={port}, incoming_encryption="none",
    incoming_allow_clear=True, incoming_user={address!r}, incoming_password={password!r},
    backlog="everything", interval_seconds=1)
"""


@pytest.fixture
def elsewhere(server_folder, mailbox, dovecot) -> Iterator[Elsewhere]:
    folder: Path = server_folder / "elsewhere"
    folder.mkdir()
    folder.chmod(0o755)
    with Valkey(folder) as broker, Postgres(folder) as postgres:
        url = postgres.create("mailcenter")
        alias = ALIAS.format(address=mailbox, port=dovecot.port["imap"], password=PASSWORD)
        for words in (("migrate", "-v", "0"), ("shell", "-v", "0", "-c", alias)):
            once = _made(Manage, folder, broker, url=url)
            once.arguments = words
            once.start()
            wait_until(lambda once=once: not once.running, seconds=120)
        web, *others = (
            _made(kind, folder, broker, url=url) for kind in (Web, Node, Beat, Watchdog)
        )
        found = Elsewhere(postgres, url, web, [web, *others])
        try:
            for one in found.programs:
                one.start()
            yield found
        finally:
            for one in reversed(found.programs):
                one.stop()


def _made(kind: type[Program], folder: Path, broker: Valkey, *, url: str) -> Program:
    one = kind(folder, broker)
    one.more = {"DATABASE_URL": url}
    return one


def test_a_killed_database_is_shown_at_once_and_all_goes_on_when_it_is_back(
    elsewhere, mailbox, dovecot, record_property
) -> None:
    web = elsewhere.web
    dovecot.append(mailbox, [message()])
    wait_until(lambda: dovecot.count(mailbox) == 0, seconds=60)
    wait_until(lambda: web.ask() == CALM, seconds=30)
    elsewhere.postgres.kill()
    begun = time.monotonic()
    assert web.ask() == (503, {"status": "down", "database": False})
    assert web.ask("readyz") == (503, {"ready": False, "database": False})
    record_property("seconds to notice", round(time.monotonic() - begun, 1))
    dovecot.append(mailbox, [message()])
    time.sleep(8)  # every process runs into it
    elsewhere.postgres.start()
    begun = time.monotonic()
    wait_until(lambda: web.ask() == CALM, seconds=60)
    wait_until(lambda: dovecot.count(mailbox) == 0, seconds=60)
    record_property("seconds to recover", round(time.monotonic() - begun, 1))
    assert all(one.running for one in elsewhere.programs)
    assert elsewhere.query("SELECT count(*) FROM activities_activity") == 2
    assert elsewhere.query("SELECT count(*) FROM aliases_incident") == 0
