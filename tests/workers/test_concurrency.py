"""Several workers at the same work, late ones, and what nobody holds any more: each thing once."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from activities import intake, outbox, queueing, states
from activities.models import Activity, Attempt, Phase, RawMessage, Recipient, RecipientState
from aliases import connections, jobs
from aliases.jobs import Direction, Job, Lease, LeaseLost
from aliases.models import Alias
from tests.servers.faults import FaultProxy, Rule
from tests.servers.ports import wait_until
from tests.stock import dispatch_now, message, retrieve_now
from tests.workers.crash_worker import Workers
from tests.workers.worlds import running
from wire.smtp import Reply
from workers import due, tasks

pytestmark = [
    pytest.mark.real,
    pytest.mark.django_db(transaction=True),
]
# So long a transaction is held open for another to run into it.
OVERLAP = 0.3
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
    return queueing.queue(queueing.Draft(subject="Your parcel", text="It comes.\n", to=to), alias)


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
    slow = Rule("client", "delay", "SELECT", seconds=0.5)
    with FaultProxy((dovecot.host, alias.incoming_port), [slow]) as proxy:
        Alias.objects.update(incoming_port=proxy.port)
        workers.send(tasks.retrieve, alias.pk, times=10)
        wait_until(lambda: workers.idle and more_workers.idle, seconds=20)
    assert (proxy.peak, proxy.accepted, dovecot.logins(alias.address)) == (1, 1, 1)
    assert Activity.objects.filter(alias=alias).count() == 10


def test_200_ticks_that_waited_for_a_worker_make_one_run(workers, alias, dovecot) -> None:
    workers.stop()
    workers.send(tasks.retrieve_due, times=200)
    workers.start()
    wait_until(lambda: workers.idle, seconds=20)
    assert dovecot.logins(alias.address) == 1


def test_200_ticks_of_dispatching_send_once(workers, sending_alias, postfix, dovecot) -> None:
    to = dovecot.mailbox()
    workers.stop()
    mail = queued(sending_alias, to)
    workers.send(tasks.dispatch_due, times=200)
    workers.start()
    wait_until(lambda: workers.idle and postfix.queued() == 0, seconds=30)
    wait_until(lambda: dovecot.count(to) > 0, seconds=20)
    assert (dovecot.count(to), Attempt.objects.count(), mail.recipients.get().tries) == (1, 1, 1)


def test_a_task_that_comes_when_all_is_done_makes_no_connection(alias, dovecot) -> None:
    retrieve_now(alias)
    tasks.retrieve(alias.pk)
    assert dovecot.logins(alias.address) == 1


def test_a_task_that_comes_twice_sends_once(
    workers, more_workers, sending_alias, postfix, dovecot
) -> None:
    to = dovecot.mailbox()
    mail = queued(sending_alias, to)
    workers.send(tasks.dispatch, sending_alias.pk, times=4)
    wait_until(lambda: workers.idle and more_workers.idle, seconds=20)
    wait_until(lambda: dovecot.count(to) > 0 and postfix.queued() == 0, seconds=20)
    assert (dovecot.count(to), Attempt.objects.get().outcome) == (1, "sent")
    assert mail.recipients.get().tries == 1


def test_two_clocks_claim_each_alias_once(make_alias) -> None:
    aliases = {make_alias().pk for _ in range(20)}

    def claim() -> list[int]:
        try:
            return [one.alias_id for one in due.claim(RETRIEVE, timezone.now())]
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            mine = [one.alias_id for one in due.claim(RETRIEVE, timezone.now())]
            others = pool.submit(claim)
            time.sleep(OVERLAP)
        assert (set(mine), others.result()) == (aliases, [])


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
    assert len(intake.store(current, alias, inbox, fetched)) == 1


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
    lines = proxy.lines("client", "^(RCPT|DATA|Message-ID)")
    assert [line.split(" NOTIFY")[0] for line in lines] == [f"RCPT TO:<{to}>", "DATA"]
    assert mail.recipients.get().state == "queued"


def test_a_dispatcher_overtaken_after_the_message_changes_nothing_any_more(
    sending_alias, postfix, dovecot
) -> None:
    mail = queued(sending_alias, dovecot.mailbox())
    call = Rule(
        "client", match="^Message-ID", times=1, call=lambda: overtake(sending_alias, DISPATCH)
    )
    with FaultProxy((postfix.host, postfix.port["smtp"]), [call]) as proxy:
        Alias.objects.update(outgoing_port=proxy.port)
        dispatch_now(sending_alias)
    assert (mail.recipients.get().state, Attempt.objects.get().outcome) == ("uncertain",) * 2


# What nobody holds any more


def test_what_was_not_on_its_way_is_sent_again_all_else_is_uncertain(sending_alias) -> None:
    mail = queued(sending_alias, "anna@lab.test", "ben@lab.test")
    lease = taken(sending_alias, DISPATCH)
    [[anna, ben]] = outbox.claim(lease, limit=10, server="", now=timezone.now())
    outbox.settle(lease, [], [ben], now=timezone.now())
    outbox.reap(sending_alias.pk, below=lease.fence + 1, now=timezone.now())
    states = dict(mail.recipients.values_list("address", "state"))
    assert states == {anna.address: "queued", ben.address: "uncertain"}
    phases = Attempt.objects.order_by("recipient").values_list("phase", "outcome")
    assert list(phases) == [(Phase.ENVELOPE, "interrupted"), (Phase.DATA, "uncertain")]


def test_a_message_that_gets_on_its_way_while_it_is_reaped_is_not_queued_again(
    sending_alias,
) -> None:
    mail = queued(sending_alias, "anna@lab.test")
    lease, recipients = claimed(sending_alias)

    def reap() -> None:
        try:
            outbox.reap(sending_alias.pk, below=lease.fence + 1, now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            outbox.settle(lease, [], recipients, now=timezone.now())
            reaped = pool.submit(reap)
            time.sleep(OVERLAP)
        reaped.result()
    assert mail.recipients.get().state == "uncertain"


def claimed(alias: Alias) -> tuple[Lease, list[Recipient]]:
    lease = taken(alias, DISPATCH)
    batch = outbox.claim(lease, limit=10, server="", now=timezone.now() + timedelta(days=1))
    return lease, [one for mail in batch for one in mail]


def answered(alias: Alias, code: int) -> None:
    """Brings the alias's only recipient into the state that follows from an answer."""
    lease, recipients = claimed(alias)
    results = [(one, Reply(code, "words")) for one in recipients]
    outbox.settle(lease, results, now=timezone.now())


def sent_again(alias: Alias) -> None:
    outbox.send_again(Recipient.objects.all(), timezone.now())


# State -> what brings a recipient there, and what leads out of it again.
WAYS: dict[RecipientState, tuple[Callable[[Alias], object], Callable[[Alias], object]]] = {
    RecipientState.QUEUED: (lambda alias: None, claimed),
    RecipientState.SENDING: (claimed, dispatch_now),
    RecipientState.DEFERRED: (lambda alias: answered(alias, 451), claimed),
    RecipientState.FAILED: (lambda alias: answered(alias, 550), sent_again),
    RecipientState.UNCERTAIN: (lambda alias: answered(alias, 0), sent_again),
    RecipientState.HELD: (lambda alias: outbox.hold_all(alias.pk, "No server."), sent_again),
}


@pytest.mark.parametrize("state", sorted(set(RecipientState) - states.ENDS))
def test_every_state_but_the_last_has_a_way_out(state, sending_alias, dovecot) -> None:
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
    assert [one.alias_id for one in due.claim(DISPATCH, timezone.now())] == [sending_alias.pk]
    tasks.dispatch(sending_alias.pk)
    assert mail.recipients.get().state == "sent"
