"""Several workers at the same work, late ones, silent servers, a broker that dies: each thing once."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from activities import intake, outbox
from activities.models import Activity, Attempt, Phase, RawMessage, Recipient, RecipientState
from aliases import connections, jobs
from aliases.jobs import Direction, Job, Lease, LeaseLost
from aliases.models import Alias
from tests.servers.faults import BlackHole, FaultProxy, Rule
from tests.servers.ports import wait_until
from tests.stock import dispatch_now, message, retrieve_now
from tests.workers.crash_worker import Beat, Workers
from tests.workers.worlds import nobody_works, running
from wire import smtp
from wire.smtp import Reply
from workers import due, tasks

pytestmark = [
    pytest.mark.real,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("concurrency"),
]
RETRIEVE, DISPATCH = Direction.RETRIEVE, Direction.DISPATCH


@pytest.fixture(scope="module")
def some_workers(server_folder, django_db_setup, django_db_blocker) -> Iterator[Workers]:
    with django_db_blocker.unblock(), running(server_folder / "concurrency") as workers:
        yield workers


@pytest.fixture
def workers(some_workers, transactional_db) -> Iterator[Workers]:
    some_workers.start()
    yield some_workers
    some_workers.rest()


@pytest.fixture
def more_workers(workers, server_folder) -> Iterator[Workers]:
    with Workers(server_folder / "more", workers.broker) as more:
        yield more


def queued(alias: Alias, *to: str) -> Activity:
    return outbox.queue(outbox.Draft(subject="Your parcel", text="It comes.\n", to=to), alias)


def taken(alias: Alias, direction: Direction) -> Lease:
    """The lease of the job as a worker takes it, also where another's has just run out."""
    now = timezone.now()
    Job.objects.filter(alias=alias).update(leased_until=now, next_due_at=now)
    lease = jobs.take(alias.pk, direction, now)
    assert lease is not None
    return lease


def overtake(alias: Alias, direction: Direction) -> None:
    """What another worker does once the lease has run out; called from the proxy's thread."""
    try:
        outbox.reap(alias.pk, below=taken(alias, direction).fence, now=timezone.now())
    finally:
        connection.close()


# Two workers


def test_ten_tasks_at_once_make_one_connection(workers, more_workers, alias, dovecot) -> None:
    dovecot.append(alias.address, [message() for _ in range(10)])
    slow = Rule("client", "delay", "LOGIN", seconds=1)
    with FaultProxy((dovecot.host, alias.incoming_port), [slow]) as proxy:
        Alias.objects.update(incoming_port=proxy.port)
        workers.send(tasks.retrieve, alias.pk, times=10)
        wait_until(lambda: workers.idle and nobody_works(), seconds=20)
    assert (proxy.peak, proxy.accepted, dovecot.logins(alias.address)) == (1, 1, 1)
    assert Activity.objects.filter(alias=alias).count() == 10


def test_200_ticks_that_waited_for_a_worker_make_one_run(workers, alias, dovecot) -> None:
    workers.stop()
    workers.send(tasks.retrieve_due, times=200)
    workers.start()
    wait_until(lambda: workers.idle and nobody_works(), seconds=20)
    assert dovecot.logins(alias.address) == 1


def test_a_task_that_comes_twice_sends_once(
    workers, more_workers, sending_alias, postfix, dovecot
) -> None:
    to = dovecot.mailbox()
    mail = queued(sending_alias, to)
    workers.send(tasks.dispatch, sending_alias.pk, times=4)
    wait_until(lambda: workers.idle and nobody_works(), seconds=20)
    wait_until(lambda: dovecot.count(to) > 0 and postfix.queued() == 0, seconds=20)
    assert (dovecot.count(to), Attempt.objects.get().outcome) == (1, "sent")
    assert mail.recipients.get().tries == 1


def test_two_clocks_claim_each_alias_once(make_alias) -> None:
    aliases = {make_alias().pk for _ in range(20)}
    together = threading.Barrier(2)

    def claim() -> list[int]:
        together.wait()
        try:
            return due.claim(RETRIEVE, timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        claims = [pool.submit(claim), pool.submit(claim)]
    claimed = [pk for one in claims for pk in one.result()]
    assert (len(claimed), set(claimed)) == (20, aliases)


def test_two_workers_that_take_one_job_at_once_get_one_lease(make_alias) -> None:
    alias = make_alias()
    together = threading.Barrier(4)

    def take() -> Lease | None:
        together.wait()
        try:
            return jobs.take(alias.pk, RETRIEVE, timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        leases = [one.result() for one in [pool.submit(take) for _ in range(4)]]
    assert sum(lease is not None for lease in leases) == 1


# A worker that is late


def test_a_late_retriever_stores_nothing(alias, dovecot) -> None:
    dovecot.append(alias.address, [message()])
    late = taken(alias, RETRIEVE)
    inbox = connections.open_inbox(alias)
    fetched = list(inbox.fetch(inbox.waiting(above=0)))
    inbox.abandon()
    current = taken(alias, RETRIEVE)
    with pytest.raises(LeaseLost):
        intake.store(late, alias, inbox, fetched)
    assert RawMessage.objects.count() == 0
    assert intake.store(current, alias, inbox, fetched) == 1


def test_a_retriever_overtaken_while_it_fetches_leaves_all_to_the_other(alias, dovecot) -> None:
    dovecot.append(alias.address, [message()])
    rule = Rule("client", match=r"BODY\.PEEK", times=1, call=lambda: overtake(alias, RETRIEVE))
    with FaultProxy((dovecot.host, alias.incoming_port), [rule]) as proxy:
        Alias.objects.update(incoming_port=proxy.port)
        job = retrieve_now(alias)
    assert (job.fence, job.leased_until is None, job.last_success_at) == (2, False, None)
    assert (RawMessage.objects.count(), dovecot.count(alias.address)) == (0, 1)


def test_a_dispatcher_overtaken_before_the_message_does_not_send_it(
    sending_alias, postfix, dovecot
) -> None:
    to = dovecot.mailbox()
    mail = queued(sending_alias, to)
    call = Rule("client", match="^RCPT", times=1, call=lambda: overtake(sending_alias, DISPATCH))
    with FaultProxy((postfix.host, postfix.port["smtp"]), [call]) as proxy:
        Alias.objects.update(outgoing_port=proxy.port)
        dispatch_now(sending_alias)
    assert proxy.lines("client", "^(DATA|RCPT)") == [f"RCPT TO:<{to}>"]
    assert mail.recipients.get().state == "queued"


def test_a_dispatcher_overtaken_after_the_message_changes_nothing_any_more(
    sending_alias, postfix, dovecot
) -> None:
    mail = queued(sending_alias, dovecot.mailbox())
    call = Rule("client", match="^DATA", times=1, call=lambda: overtake(sending_alias, DISPATCH))
    with FaultProxy((postfix.host, postfix.port["smtp"]), [call]) as proxy:
        Alias.objects.update(outgoing_port=proxy.port)
        dispatch_now(sending_alias)
    assert (mail.recipients.get().state, Attempt.objects.get().outcome) == ("uncertain",) * 2


# What nobody holds any more


def test_what_was_not_on_its_way_is_sent_again_all_else_is_uncertain(sending_alias) -> None:
    mail = queued(sending_alias, "anna@lab.test", "ben@lab.test")
    lease = taken(sending_alias, DISPATCH)
    [[anna, ben]] = outbox.claim(lease, limit=10, server="", now=timezone.now())
    outbox.on_its_way(lease, [ben])
    outbox.reap(sending_alias.pk, below=lease.fence + 1, now=timezone.now())
    states = dict(mail.recipients.values_list("address", "state"))
    assert states == {anna.address: "queued", ben.address: "uncertain"}
    phases = Attempt.objects.order_by("recipient").values_list("phase", "outcome")
    assert list(phases) == [(Phase.ENVELOPE, "interrupted"), (Phase.DATA, "uncertain")]


def claimed(alias: Alias) -> tuple[Lease, list[Recipient]]:
    lease = taken(alias, DISPATCH)
    batch = outbox.claim(lease, limit=10, server="", now=timezone.now() + timedelta(days=1))
    return lease, [one for mail in batch for one in mail]


def answered(alias: Alias, code: int) -> None:
    """Brings the alias's only recipient into the state that follows from an answer."""
    lease, recipients = claimed(alias)
    replies = {one.address: Reply(code, "words") for one in recipients}
    outbox.settle(lease, recipients, replies, now=timezone.now())


def sent_again(alias: Alias) -> None:
    outbox.send_again(Recipient.objects.all(), timezone.now())


# State -> what brings a recipient there, and what leads out of it again.
WAYS: dict[RecipientState, tuple[Callable[[Alias], object], Callable[[Alias], object]]] = {
    RecipientState.QUEUED: (lambda alias: None, claimed),
    RecipientState.SENDING: (claimed, dispatch_now),
    RecipientState.DEFERRED: (lambda alias: answered(alias, 451), claimed),
    RecipientState.FAILED: (lambda alias: answered(alias, 550), sent_again),
    RecipientState.UNCERTAIN: (lambda alias: answered(alias, 0), sent_again),
}


@pytest.mark.parametrize("state", set(RecipientState) - {RecipientState.SENT})
def test_every_state_but_sent_has_a_way_out(state, sending_alias, dovecot) -> None:
    mail = queued(sending_alias, dovecot.mailbox())
    way_in, way_out = WAYS[state]
    way_in(sending_alias)
    assert mail.recipients.get().state == state
    Job.objects.update(leased_until=timezone.now())
    way_out(sending_alias)
    assert mail.recipients.get().state != state


def test_a_mail_whose_dispatcher_was_never_woken_is_sent(sending_alias, dovecot) -> None:
    mail = queued(sending_alias, dovecot.mailbox())
    claimed(sending_alias)
    Job.objects.update(next_due_at=None, leased_until=None)
    tasks.reap()
    assert due.claim(DISPATCH, timezone.now()) == [sending_alias.pk]
    tasks.dispatch(sending_alias.pk)
    assert mail.recipients.get().state == "sent"


# A broker that dies


def test_a_broker_that_is_killed_and_comes_back_empty_costs_no_message(
    workers, make_alias, dovecot, mailbox
) -> None:
    dovecot.append(mailbox, [message() for _ in range(50)])
    kill = Rule("client", match=r"BODY\.PEEK", times=1, call=workers.broker.kill)
    with FaultProxy((dovecot.host, dovecot.port["imap"]), [kill]) as proxy:
        make_alias(mailbox, incoming_user=mailbox, incoming_port=proxy.port, interval_seconds=1)
        with Beat(workers.folder, workers.broker):
            wait_until(lambda: not workers.broker.running, seconds=20)
            workers.broker.start()
            dovecot.append(mailbox, [message() for _ in range(50)])
            wait_until(lambda: Activity.objects.count() == 100, seconds=60)
    assert len(set(Activity.objects.values_list("message_id", flat=True))) == 100


# Servers that fall silent at a line of ours, or before their greeting

GREETING = ""
SIGN_IN = "LOGIN|AUTH|USER"
INCOMING = {
    "imap": (GREETING, SIGN_IN, "SELECT", "SEARCH", "SIZE", r"FETCH .*BODY", "STORE", "LOGOUT"),
    "pop3": (GREETING, SIGN_IN, "^STAT", "^UIDL", "^RETR", "^DELE", "^QUIT"),
}
OUTGOING = {GREETING: "queued", "^EHLO": "queued", "^MAIL": "deferred", "^RCPT": "deferred"} | {
    "^DATA": "uncertain",
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
        mail = queued(alias, dovecot.mailbox())
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
