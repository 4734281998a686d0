"""Stop and Start, moving between instances, and limits of sessions: real workers, real servers."""

import time
from collections import Counter
from collections.abc import Iterator

import pytest

from activities.models import Activity, RecipientState
from activities.queueing import Draft, queue
from aliases import assigning
from aliases.directions import Direction
from aliases.instances import ServiceInstance
from aliases.jobs import Job
from aliases.models import Alias
from tests.servers.faults import FaultProxy, Rule
from tests.servers.ports import wait_until
from tests.stock import message
from tests.workers.crash_worker import Node, Workers
from tests.workers.worlds import copies, nobody_works, running, tick_until

pytestmark = [
    pytest.mark.real,
    pytest.mark.django_db(transaction=True),
]
# Within so many seconds Stop takes effect (SV-3).
STOP_SECONDS = 5.0


@pytest.fixture(scope="module")
def some_workers(server_folder, django_db_setup, django_db_blocker) -> Iterator[Workers]:
    with django_db_blocker.unblock(), running(server_folder / "instances") as workers:
        yield workers


@pytest.fixture
def workers(some_workers, transactional_db) -> Iterator[Workers]:
    some_workers.start()
    yield some_workers
    some_workers.rest()


def switch(instance: ServiceInstance, *, enabled: bool) -> None:
    instance.refresh_from_db()
    assert assigning.switch([instance], enabled=enabled, reason="a test") == 1


def stop(instance: ServiceInstance) -> float:
    """Stops it and returns how long its run went on, in seconds."""
    switch(instance, enabled=False)
    begun = time.monotonic()
    wait_until(nobody_works, seconds=20)
    return time.monotonic() - begun


def received() -> int:
    return Activity.objects.filter(direction="inbound").count()


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_stop_ends_a_long_retrieval_and_start_goes_on(workers, alias, dovecot, protocol) -> None:
    dovecot.append(alias.address, [message() for _ in range(30)])
    rule = Rule("client", "delay", r"BODY\.PEEK|^RETR", nth=0, seconds=1.0)
    with FaultProxy((dovecot.host, dovecot.port[protocol]), [rule]) as proxy:
        Alias.objects.update(incoming_port=proxy.port, incoming_protocol=protocol)
        tick_until(workers, lambda: received() >= 2)
        took = stop(alias.retriever)
        print(f"stopped after {took:.1f} s")
        assert took < STOP_SECONDS
        done = received()
        assert 0 < done < 30
        assert dovecot.count(alias.address) == 30 - done
        workers.tick()
        wait_until(lambda: workers.idle, seconds=20)
        assert (received(), proxy.open_now) == (done, 0)
        rule.seconds = 0.0
        switch(alias.retriever, enabled=True)
        tick_until(workers, lambda: received() == 30)
        wait_until(nobody_works, seconds=20)
    assert (received(), dovecot.count(alias.address)) == (30, 0)
    assert Activity.objects.values("message_id").distinct().count() == 30


def test_stop_ends_a_long_dispatch_and_start_goes_on(
    workers, sending_alias, postfix, dovecot
) -> None:
    to = [dovecot.mailbox() for _ in range(12)]
    mails = [queue(Draft(subject="x", text="x\n", to=(one,)), sending_alias) for one in to]
    rule = Rule("client", "delay", "^DATA", nth=0, seconds=1.0)

    def states() -> Counter[str]:
        return Counter(
            state for one in mails for state in one.recipients.values_list("state", flat=True)
        )

    with FaultProxy((postfix.host, postfix.port["smtp"]), [rule]) as proxy:
        Alias.objects.update(outgoing_port=proxy.port)
        tick_until(workers, lambda: states()["sent"] >= 2)
        took = stop(sending_alias.dispatcher)
        print(f"stopped after {took:.1f} s")
        assert took < STOP_SECONDS
        done = states()
        assert set(done) == {RecipientState.SENT, RecipientState.QUEUED}
        workers.tick()
        wait_until(lambda: workers.idle, seconds=20)
        assert (states(), proxy.open_now) == (done, 0)
        rule.seconds = 0.0
        switch(sending_alias.dispatcher, enabled=True)
        tick_until(workers, lambda: states()["sent"] == 12)
    wait_until(
        lambda: sum(dovecot.count(one) for one in to) == 12 and postfix.queued() == 0, seconds=20
    )
    assert set(copies(dovecot, to).values()) == {1}


def test_an_alias_that_is_moved_is_served_by_the_other_instance_at_the_next_tick(
    workers, alias, dovecot, server_folder
) -> None:
    other = ServiceInstance.objects.create(
        partition=alias.department.partition, direction="retrieve", name="Busy", concurrency=1
    )
    with Node(server_folder / "instances-node", workers.broker):
        Alias.objects.update(interval_seconds=1)
        tick_until(workers, lambda: Job.objects.filter(last_success_at__isnull=False).exists())
        assigning.assign(alias, Direction.RETRIEVE, other, "a test")
        tick_until(workers, lambda: _node_of(alias).startswith(f"retriever-{other.pk}@"))
        assigning.assign(alias, Direction.RETRIEVE, None, "a test")
        wait_until(nobody_works, seconds=20)
        before = Job.objects.get(alias=alias, direction="retrieve").last_attempt_at
        for _ in range(4):
            workers.tick()
            time.sleep(0.5)
        assert Job.objects.get(alias=alias, direction="retrieve").last_attempt_at == before


def _node_of(alias: Alias) -> str:
    return Job.objects.get(alias=alias, direction="retrieve").node


# Failures at each step of a session, and none at all.
STEPS = ("AUTHENTICATE", "SELECT", "SEARCH", r"BODY\.PEEK", "STORE", "LOGOUT")


def test_thirty_aliases_of_one_host_never_have_more_than_the_cap_open(
    workers, make_alias, root, dovecot, server_folder
) -> None:
    root.partition.connections_per_host = 5
    root.partition.save()
    rules = [Rule("client", "close", f"[ (]{step}", nth=1, times=2) for step in STEPS]
    rules.append(Rule("client", "delay", " SELECT", nth=0, seconds=0.2))
    with (
        FaultProxy((dovecot.host, dovecot.port["imap"]), rules) as proxy,
        Workers(server_folder / "instances-more", workers.broker),
        Workers(server_folder / "instances-most", workers.broker),
        Workers(server_folder / "instances-all", workers.broker),
    ):
        for _ in range(30):
            mailbox = dovecot.mailbox()
            dovecot.append(mailbox, [message()])
            make_alias(mailbox, incoming_user=mailbox, incoming_port=proxy.port)
        tick_until(workers, lambda: proxy.peak >= 5 and received() >= 20)
        wait_until(lambda: workers.idle and nobody_works(), seconds=30)
        wait_until(lambda: proxy.open_now == 0, seconds=5)
    assert proxy.peak == 5
    assert sum(rule.fired for rule in rules[:-1]) == 2 * len(STEPS)
