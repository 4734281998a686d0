"""Every way between the states of a recipient is gone, and none of the states is a trap (P41)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from activities import bounces, outbox, queueing, sending_list, states
from activities.models import Handled, Recipient, RecipientState, Report
from activities.states import EDGES, Edge
from aliases import jobs
from aliases.jobs import Direction, Job, Lease
from departments.models import Partition, User
from wire.letters import Reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def recipient(make_alias) -> Recipient:
    draft = queueing.Draft("Your parcel", "It comes.\n", ["anna@lab.test"])
    return queueing.queue(draft, make_alias()).recipients.get()


def lease_of(one: Recipient) -> Lease:
    job = Job.objects.filter(alias=one.alias, direction=Direction.DISPATCH)
    past = timezone.now() - timedelta(seconds=1)
    job.update(next_due_at=past, leased_until=None, not_before=None)
    lease = jobs.take(one.alias_id, Direction.DISPATCH, timezone.now())
    assert lease is not None
    return lease


def claim(one: Recipient) -> tuple[Lease, list[Recipient]]:
    lease = lease_of(one)
    later = timezone.now() + timedelta(hours=2)
    batch = outbox.claim(lease, limit=5, server="", now=later)
    return lease, [each for mail in batch for each in mail]


def answer(code: int) -> Callable[[Recipient], None]:
    def answered(one: Recipient) -> None:
        lease, claimed = claim(one)
        results = [(each, Reply(code, "words")) for each in claimed]
        outbox.settle(lease, results, [], now=timezone.now())

    return answered


def put_back(one: Recipient) -> None:
    lease, claimed = claim(one)
    now = timezone.now()
    outbox.put_back(lease, claimed, "not now", again=now, now=now)


def reaped(one: Recipient, *, on_its_way: bool) -> None:
    lease, claimed = claim(one)
    if on_its_way:
        outbox.settle(lease, [], claimed, now=timezone.now())
    outbox.reap(one.alias_id, below=lease.fence + 1, now=timezone.now())


def turned_back(one: Recipient) -> None:
    lease, claimed = claim(one)
    outbox.turned_back(lease, claimed, "the connection was lost", now=timezone.now())


def not_composed(one: Recipient) -> None:
    lease, claimed = claim(one)
    outbox.fail(lease, claimed, "cannot be composed", now=timezone.now())


def by_a_person(one: Recipient) -> None:
    outbox.send_again([one], timezone.now())


def uncertain_for_a_while(one: Recipient) -> None:
    Partition.objects.update(uncertain_again_minutes=10)
    answer(0)(one)


def person_says(what: Handled.What) -> Callable[[Recipient], None]:
    def done(one: Recipient) -> None:
        order = sending_list.Order(
            what, User.objects.get_or_create(username="somebody")[0], "because"
        )
        assert sending_list.carry_out(order, [one.pk], timezone.now()) == 1

    return done


def report(action: str) -> Callable[[Recipient], None]:
    def said(one: Recipient) -> None:
        bounces._settle([Report(recipient=one, action=action)])

    return said


def held_without_server(one: Recipient) -> None:
    outbox.hold_all(one.alias_id, "no server")


S = RecipientState
HOLDS = [person_says(Handled.What.HOLD), held_without_server]
CANCELS = [person_says(Handled.What.CANCEL)]
RETRIES = [person_says(Handled.What.RETRY)]
# What brings a new recipient into a state.
INTO: dict[RecipientState, Callable[[Recipient], object]] = {
    S.QUEUED: lambda one: None,
    S.DEFERRED: answer(451),
    S.FAILED: answer(550),
    S.UNCERTAIN: uncertain_for_a_while,
    S.HELD: person_says(Handled.What.HOLD),
    S.SENT: answer(250),
    S.DELIVERED: lambda one: (answer(250)(one), report("delivered")(one)),
    # claimed by the way that leads out of it
    S.SENDING: lambda one: None,
}
# Every event that goes a way of the graph.
DEEDS: dict[tuple[RecipientState, RecipientState], list[Callable[[Recipient], object]]] = {
    (S.QUEUED, S.SENDING): [claim],
    (S.DEFERRED, S.SENDING): [claim],
    (S.UNCERTAIN, S.SENDING): [claim],
    (S.SENDING, S.SENT): [answer(250)],
    (S.SENDING, S.DEFERRED): [answer(451), turned_back],
    (S.SENDING, S.FAILED): [answer(550), not_composed],
    (S.SENDING, S.UNCERTAIN): [answer(0), lambda one: reaped(one, on_its_way=True)],
    (S.SENDING, S.QUEUED): [put_back, lambda one: reaped(one, on_its_way=False)],
    (S.DEFERRED, S.QUEUED): RETRIES,
    (S.FAILED, S.QUEUED): [by_a_person],
    (S.UNCERTAIN, S.QUEUED): [by_a_person, *RETRIES],
    (S.HELD, S.QUEUED): RETRIES,
    (S.QUEUED, S.HELD): HOLDS,
    (S.DEFERRED, S.HELD): HOLDS,
    **{
        (one, S.CANCELLED): CANCELS for one in (S.QUEUED, S.DEFERRED, S.HELD, S.UNCERTAIN, S.FAILED)
    },
    (S.SENT, S.DELIVERED): [report("delivered"), report("relayed")],
    (S.UNCERTAIN, S.DELIVERED): [report("delivered")],
    **{(one, S.BOUNCED): [report("failed")] for one in (S.SENT, S.UNCERTAIN, S.DELIVERED)},
}


@pytest.mark.parametrize("edge", EDGES, ids=lambda one: f"{one.source} to {one.target}")
def test_a_way_leads_from_state_to_state(edge: Edge, recipient) -> None:
    for deed in DEEDS[edge.source, edge.target]:
        fresh = {"state": "queued", "next_try_at": timezone.now(), "refused_since": None}
        Recipient.objects.filter(pk=recipient.pk).update(**fresh)
        INTO[edge.source](recipient)
        recipient.refresh_from_db()
        before = RecipientState(recipient.state)
        assert before == (S.QUEUED if edge.source == S.SENDING else edge.source)
        deed(recipient)
        recipient.refresh_from_db()
        assert recipient.state == edge.target


def test_no_state_is_a_trap() -> None:
    assert states.without_exit() == set()


def test_a_graph_with_a_trap_is_noticed() -> None:
    broken = tuple(one for one in EDGES if one.source != S.UNCERTAIN)
    assert states.without_exit(broken) == {S.UNCERTAIN}


def test_every_way_is_driven_here() -> None:
    assert set(DEEDS) == {(one.source, one.target) for one in EDGES}


def test_what_was_uncertain_twice_waits_for_a_person(recipient) -> None:
    uncertain_for_a_while(recipient)
    recipient.refresh_from_db()
    assert recipient.next_try_at is not None
    answer(0)(recipient)
    recipient.refresh_from_db()
    assert (recipient.state, recipient.next_try_at) == (S.UNCERTAIN, None)
