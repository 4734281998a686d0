"""Servers that fall silent at a line of ours, or before their greeting: the run ends and says so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from activities import queueing
from activities.models import Activity
from aliases import connections
from aliases.jobs import Job
from aliases.models import Alias
from tests.servers.faults import BlackHole, FaultProxy, Rule
from tests.servers.ports import wait_until
from tests.stock import dispatch_now, message, retrieve_now
from wire import smtp

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

GREETING = ""
SIGN_IN = "LOGIN|AUTH|USER"
INCOMING = {
    "imap": (GREETING, SIGN_IN, "SELECT", "SEARCH", "SIZE", r"FETCH .*BODY", "STORE", "LOGOUT"),
    "pop3": (GREETING, SIGN_IN, "^STAT", "^UIDL", "^RETR", "^DELE", "^QUIT"),
}
OUTGOING = {GREETING: "queued", "^EHLO": "queued", "^MAIL": "deferred", "^RCPT": "deferred"} | {
    "^DATA": "deferred",
    r"^\.$": "uncertain",
}


def silent_at(line: str) -> Rule:
    return Rule("client" if line else "connect", "stall", line, nth=1 if line else 0)


@pytest.mark.parametrize(
    ("protocol", "line"), [(name, line) for name, lines in INCOMING.items() for line in lines]
)
def test_a_mailbox_that_falls_silent_ends_the_run_and_is_empty_after_the_next(
    protocol, line, make_alias, dovecot, mailbox, monkeypatch
) -> None:
    monkeypatch.setattr(connections, "INCOMING_TIMEOUT", 0.3)
    dovecot.append(mailbox, [message()])
    with FaultProxy((dovecot.host, dovecot.port[protocol]), [silent_at(line)]) as proxy:
        way = {"incoming_protocol": protocol, "incoming_port": proxy.port}
        alias = make_alias(mailbox, incoming_user=mailbox, **way)
        broken = retrieve_now(alias)
        wait_until(lambda: proxy.open_now == 0, seconds=2)
        proxy.rules = []
        healed = retrieve_now(alias)
    assert "did not answer" in broken.error
    assert broken.leased_until is None
    assert (healed.error, Activity.objects.count(), dovecot.count(mailbox)) == ("", 1, 0)


@pytest.mark.parametrize(("line", "state"), OUTGOING.items())
def test_a_server_that_falls_silent_while_sending_leaves_a_state_with_a_way_on(
    line, state, make_alias, postfix, dovecot, monkeypatch
) -> None:
    monkeypatch.setattr(smtp, "FINAL_DOT_TIMEOUT", 1)
    with FaultProxy((postfix.host, postfix.port["smtp"]), [silent_at(line)]) as proxy:
        alias = make_alias(outgoing_port=proxy.port, outgoing_timeout=1)
        draft = queueing.Draft(subject="Parcel", text="It comes.\n", to=[dovecot.mailbox()])
        mail = queueing.queue(draft, alias)
        job = dispatch_now(alias)
        wait_until(lambda: proxy.open_now == 0, seconds=2)
    assert (mail.recipients.get().state, job.leased_until) == (state, None)
    assert state == "uncertain" or "did not answer" in job.error


def test_a_silent_mailbox_holds_up_no_other(make_alias, alias, dovecot, monkeypatch) -> None:
    monkeypatch.setattr(connections, "INCOMING_TIMEOUT", 2)
    dovecot.append(alias.address, [message()])
    with BlackHole() as silence, ThreadPoolExecutor(1) as pool:
        silent = make_alias(incoming_port=silence.port)
        waiting = pool.submit(closing, retrieve_now, silent)
        wait_until(lambda: Job.objects.filter(alias=silent, fence=1).exists())
        job = retrieve_now(alias)
        assert (waiting.done(), job.error, job.done) == (False, "", 1)
        assert "did not answer" in waiting.result().error


def closing(work: Callable[[Alias], Job], alias: Alias) -> Job:
    try:
        return work(alias)
    finally:
        connection.close()
