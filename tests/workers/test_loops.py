"""P30's four simulations on real servers: whatever answers us, there are at most five mails."""

import json
import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.conf import settings

from activities.models import Activity, Recipient
from aliases.models import Alias
from tests.activities.bounced import group, report
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.ports import wait_until
from tests.servers.postfix import Postfix
from tests.stock import dispatch_now, message, retrieve_now

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 8
MOST = 5
ACKNOWLEDGE = {"acknowledge": True, "acknowledge_text": "We have your mail.\n"}


class World:
    """Two servers, and every mail that anybody but our dispatcher put on its way."""

    def __init__(self, dovecot: Dovecot, postfix: Postfix) -> None:
        self.dovecot, self.postfix = dovecot, postfix
        self.put = 0
        self.read: dict[str, int] = {}

    def send(self, sender: str, to: str, content: bytes) -> None:
        self.put += 1
        with smtplib.SMTP(self.postfix.host, self.postfix.port["smtp"], timeout=10) as smtp:
            smtp.sendmail(sender, [to], content)
        self.settle()

    def settle(self) -> None:
        wait_until(lambda: self.postfix.queued() == 0, seconds=20)

    def new(self, mailbox: str) -> list[bytes]:
        """What has come to a mailbox since it was last asked for."""
        every = self.dovecot.messages(mailbox)
        seen, self.read[mailbox] = self.read.get(mailbox, 0), len(every)
        return every[seen:]

    def total(self) -> int:
        return self.put + Recipient.objects.filter(state="sent").count()


@pytest.fixture
def world(dovecot: Dovecot, postfix: Postfix) -> World:
    return World(dovecot, postfix)


@pytest.fixture
def acknowledging(make_alias, world: World):
    """Makes aliases that come in by Dovecot, go out by Postfix, and acknowledge."""

    def make(**fields: object) -> Alias:
        mailbox = world.dovecot.mailbox()
        ports = {
            "incoming_port": world.dovecot.port["imap"],
            "outgoing_port": world.postfix.port["smtp"],
        }
        return make_alias(mailbox, incoming_user=mailbox, **ports, **ACKNOWLEDGE, **fields)

    return make


def work(world: World, *aliases: Alias) -> None:
    for alias in aliases:
        retrieve_now(alias)
        dispatch_now(alias)
    world.settle()


def written_now(**header: str) -> bytes:
    from email.utils import format_datetime

    from django.utils import timezone

    return message(Date=format_datetime(timezone.now()), **header)


def sender_of(content: bytes) -> str:
    return message_from_bytes(content, policy=default)["From"].addresses[0].addr_spec


def test_what_we_send_by_ourselves_says_so_and_has_an_empty_return_path(world, acknowledging):
    alias, customer = acknowledging(), world.dovecot.mailbox()
    world.send(customer, alias.address, written_now(From=customer, To=alias.address))
    work(world, alias)
    [came] = world.new(customer)
    read = message_from_bytes(came, policy=default)
    assert read["Auto-Submitted"] == "auto-replied"
    assert read["X-Auto-Response-Suppress"] == "All"
    assert read["Return-Path"] in {"<>", None}
    assert read["Subject"].startswith("Auto: Where is my parcel?")
    assert Activity.objects.filter(automatic=True).count() == 1


@pytest.mark.parametrize("keeps_the_thread", [True, False])
def test_against_a_naive_responder(world, acknowledging, keeps_the_thread: bool):
    alias, customer = acknowledging(), world.dovecot.mailbox()
    world.send(customer, alias.address, written_now(From=customer, To=alias.address))
    for _ in range(ROUNDS):
        work(world, alias)
        for came in world.new(customer):
            read = message_from_bytes(came, policy=default)
            subject = f"Re: {read['Subject']}" if keeps_the_thread else "Thank you for your mail"
            parent = {"In_Reply_To": read["Message-ID"]} if keeps_the_thread else {}
            answer = written_now(From=customer, To=alias.address, **parent)
            answer = answer.replace(b"Subject: Where is my parcel?", f"Subject: {subject}".encode())
            world.send(customer, sender_of(came), answer)
    assert 3 <= world.total() <= MOST


def test_against_an_agent_that_bounces_everything(world, acknowledging):
    alias, customer = acknowledging(), world.dovecot.mailbox()
    world.send(customer, alias.address, written_now(From=customer, To=alias.address))
    for _ in range(ROUNDS):
        work(world, alias)
        for came in world.new(customer):
            # To the author of the mail, though its return path is empty: it knows no better.
            bounced = report([group(customer)], to=alias.address)
            world.send("mailer-daemon@lab.test", sender_of(came), bounced)
    assert 3 <= world.total() <= MOST


@pytest.fixture
def second(world: World, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A second installation of ourselves, which acknowledges as we do."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "mailcenter.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'second.sqlite3'}",
        "MAILCENTER_VAR": str(tmp_path),
        "MAILCENTER_SECRET_KEY": "another " * 8,
        "MAILCENTER_CRYPT_KEYS": ",".join(settings.CRYPT_KEYS),
        "MAILCENTER_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "tests.workers.second_instance"]
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=-1, stdout=-1, text=True
    ) as process:
        yield process
        process.kill()


def told(process: subprocess.Popen[str], line: object) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(line) + "\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def test_against_a_second_instance_of_ourselves(world, acknowledging, second):
    alias, theirs = acknowledging(), world.dovecot.mailbox()
    fields = {
        "name": "Theirs",
        "address": theirs,
        "incoming_host": "127.0.0.1",
        "incoming_port": world.dovecot.port["imap"],
        "incoming_encryption": "none",
        "incoming_allow_clear": True,
        "incoming_user": theirs,
        "incoming_password": PASSWORD,
        "backlog": "everything",
        "outgoing_host": "127.0.0.1",
        "outgoing_port": world.postfix.port["smtp"],
        "outgoing_protocol": "smtp",
        "outgoing_encryption": "none",
    }
    assert told(second, fields | ACKNOWLEDGE) == "ready"
    # A person there writes to us from their alias's address.
    world.send(theirs, alias.address, written_now(From=theirs, To=alias.address))
    sent_by_them = 0
    for _ in range(ROUNDS):
        work(world, alias)
        sent_by_them = int(told(second, "step"))
        world.settle()
    assert 2 <= world.total() + sent_by_them <= MOST


def test_an_alias_that_is_forwarded_to_another_alias(world, acknowledging):
    first, other = acknowledging(), acknowledging(after_fetch="leave")
    customer = world.dovecot.mailbox()
    world.send(customer, first.address, written_now(From=customer, To=first.address))
    for _ in range(ROUNDS):
        # As a server's forwarding does: the same message, before anybody fetches it.
        for came in world.new(first.address):
            world.send(customer, other.address, came)
        work(world, first, other)
        world.read[first.address] = 0
    assert 3 <= world.total() <= MOST


def test_aliases_never_acknowledge_each_other(world, acknowledging):
    first, other = acknowledging(), acknowledging()
    world.send(other.address, first.address, written_now(From=other.address, To=first.address))
    for _ in range(ROUNDS):
        work(world, first, other)
    assert world.total() == 1
