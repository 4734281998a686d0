"""Real workers, and their broker, killed at every moment that matters: all is there, and once."""

from collections import Counter
from collections.abc import Iterator

import pytest

from activities import queueing
from activities.models import Activity, Attempt, RawMessage, RawState, Recipient, ServerCopy
from activities.raw import CleanUp
from tests.servers.faults import FaultProxy, Rule
from tests.servers.ports import wait_until
from tests.stock import message
from tests.workers.crash_worker import Beat, Workers
from tests.workers.worlds import (
    Moment,
    copies,
    deadly,
    die_and_rise,
    lose_the_broker,
    message_ids,
    nobody_works,
    running,
    tick_until,
)
from workers import tasks

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

MESSAGES = 200  # many batches of the retriever
FETCH = r"UID FETCH .*BODY\.PEEK"
STORE, SETTLE = "activities_rawmessage", "activities_recipient"

# Where the workers die -> how many messages are committed then, and how many the server holds.
IMAP = {
    Moment("before fetch", "client", FETCH): (0, 200),
    Moment("during fetch", "server", r"FETCH .*BODY\[\]", nth=3): (0, 200),
    Moment("after fetch before commit", "server", "OK Fetch", nth=2, table=STORE): (0, 200),
    Moment("after commit before next fetch", "client", FETCH, nth=7): (100, 200),
    Moment("before delete", "client", "UID STORE"): (200, 200),
    Moment("during delete", "client", "UID EXPUNGE"): (200, 200),
    Moment("deleted before the answer", "server", "OK Expunge"): (200, 0),
    Moment("after logout", "server", r"^\* BYE", table="activities_servercopy"): (200, 0),
}
# POP3 deletes at QUIT, all or nothing.
POP3 = {
    Moment("during delete", "client", "^DELE", nth=100): (200, 200),
    Moment("before quit", "client", "^QUIT"): (200, 200),
    Moment("quit before the answer", "server", r"^\+OK Logging out"): (200, 0),
}
INCOMING = [
    pytest.param(protocol, moment, left, id=f"{protocol} {moment}")
    for protocol, moments in (("imap", IMAP), ("pop3", POP3))
    for moment, left in moments.items()
]
QUEUED = r"^250 2\.0\.0 Ok: queued"
# Where the workers die -> at which mail, what becomes of it, and how often it is delivered. An
# envelope goes behind the message before, whose answer nobody has heard then.
OUTGOING = {
    Moment("in the first envelope", "client", "^RCPT TO", nth=2): (0, [("sent", 1)]),
    # The answer to the message before may be faster than the kill.
    Moment("in the tenth envelope", "client", "^RCPT TO", nth=20): (
        8,
        [("uncertain", 1), ("sent", 1)],
    ),
    Moment("at the tenth data", "client", "^DATA", nth=10): (8, [("uncertain", 1), ("sent", 1)]),
    Moment("before the message", "client", "^Message-ID", nth=10): (9, [("uncertain", 0)]),
    Moment("during data", "client", "^in the middle", nth=10): (9, [("uncertain", 0)]),
    Moment("after the dot before the answer", "server", QUEUED, nth=10): (9, [("uncertain", 1)]),
    Moment("after the answer", "server", QUEUED, nth=10, table=SETTLE): (9, [("uncertain", 1)]),
}


@pytest.fixture(scope="module")
def some_workers(server_folder, django_db_setup, django_db_blocker) -> Iterator[Workers]:
    with django_db_blocker.unblock(), running(server_folder / "crashes") as workers:
        yield workers


@pytest.fixture
def workers(some_workers, transactional_db) -> Iterator[Workers]:
    """Those that the last test left running, or new ones."""
    some_workers.start()
    yield some_workers
    some_workers.rest()


@pytest.mark.parametrize(("protocol", "moment", "left"), INCOMING)
def test_killed_while_retrieving_200_of_200_are_stored_once(
    protocol, moment, left, workers, make_alias, dovecot, mailbox
) -> None:
    sent = [message() for _ in range(MESSAGES)]
    dovecot.append(mailbox, sent)
    with deadly(workers, moment, (dovecot.host, dovecot.port[protocol])) as proxy:
        way = {"incoming_protocol": protocol, "incoming_port": proxy.port}
        alias = make_alias(mailbox, incoming_user=mailbox, **way)
        die_and_rise(workers, lambda: stored_and_left(alias, dovecot, expected=left))
        tick_until(workers, lambda: everything_is_in(alias))
    assert stored(alias) == message_ids(sent)
    assert dovecot.count(mailbox) == 0


def stored_and_left(alias, dovecot, *, expected: tuple[int, int]) -> None:
    held = RawMessage.objects.filter(alias=alias).count()
    assert (held, dovecot.count(alias.address)) == expected


def everything_is_in(alias) -> bool:
    copies = ServerCopy.objects.filter(alias=alias, clean_up=CleanUp.DONE)
    return nobody_works() and copies.count() == MESSAGES


def stored(alias) -> Counter[str]:
    """How often each Message-ID became an activity; the raw messages are as many."""
    activities = Activity.objects.filter(alias=alias, raw__state=RawState.FILED)
    assert RawMessage.objects.filter(alias=alias).count() == activities.count()
    return Counter(activities.values_list("message_id", flat=True))


def test_killed_while_filing_200_of_200_are_filed_once(workers, alias, dovecot) -> None:
    # so much to read that the kill comes before the second batch is filed
    page = b"<table>" + b"<tr><td>1</td><td>parcel</td></tr>\r\n" * 1500
    sent = [message(Content_Type="text/html") + page for _ in range(MESSAGES)]
    dovecot.append(alias.address, sent)
    workers.tick()
    wait_until(lambda: Activity.objects.count() > 0, seconds=20)
    workers.kill()
    assert 0 < Activity.objects.count() < MESSAGES
    workers.start()
    tick_until(workers, lambda: everything_is_in(alias))
    assert stored(alias) == message_ids(sent)


@pytest.mark.parametrize("moment", OUTGOING, ids=str)
def test_killed_while_sending_every_recipient_is_sent_once_or_uncertain(
    moment, workers, make_alias, postfix, dovecot, mailbox
) -> None:
    to = [dovecot.mailbox(), dovecot.mailbox()]
    number, fates = OUTGOING[moment]
    with deadly(workers, moment, (postfix.host, postfix.port["smtp"])) as proxy:
        one_way = {"outgoing_port": proxy.port, "outgoing_connections": 1}
        alias = make_alias(mailbox, status="inactive", **one_way)
        mails = [queued(alias, to, one) for one in range(50)]
        heard = ("sent", 1) in fates and number > 0
        die_and_rise(
            workers, lambda: nothing_more_is_known(mails[number], after=number, heard=heard)
        )
        tick_until(workers, lambda: nobody_works() and not unfinished(alias))
    wait_until(lambda: postfix.queued() == 0, seconds=60)
    found = outcomes(alias, copies(dovecot, to))
    fate = found[to[0], mails[number].message_id]
    assert fate in fates
    expected = {mail.message_id: ("sent", 1) for mail in mails} | {mails[number].message_id: fate}
    assert found == {
        (address, identifier): fate for identifier, fate in expected.items() for address in to
    }
    assert not Attempt.objects.filter(outcome="").exists()


def queued(alias, to: list[str], number: int) -> Activity:
    half = "a line of the mail\n" * 500
    text = f"{half}in the middle\n{half}"
    return queueing.queue(queueing.Draft(subject=f"Mail {number}", text=text, to=to), alias)


def nothing_more_is_known(mail: Activity, *, after: int, heard: bool) -> None:
    """At the moment of the kill those before the mail are settled, and it is being sent.

    ``heard``: or its answer has been heard and written down.
    """
    states = Recipient.objects.filter(activity_id__lte=mail.pk).order_by("activity_id", "pk")
    found = list(states.values_list("state", flat=True))
    own = ["sending"] * 2
    assert found in [["sent"] * 2 * after + own] + [["sent"] * 2 * (after + 1)] * heard


def unfinished(alias) -> bool:
    states = ("queued", "sending", "deferred")
    return Recipient.objects.filter(alias=alias, state__in=states).exists()


def outcomes(alias, delivered: Counter) -> dict[tuple[str, str], tuple[str, int]]:
    """(mailbox, Message-ID) -> the recipient's state, and how many copies the mailbox holds."""
    rows = Recipient.objects.filter(alias=alias)
    return {
        (address, identifier): (state, delivered[address, identifier])
        for address, identifier, state in rows.values_list(
            "address", "activity__message_id", "state"
        )
    }


def test_a_broker_that_is_killed_and_comes_back_empty_costs_no_message(
    workers, make_alias, dovecot, mailbox
) -> None:
    dovecot.append(mailbox, [message() for _ in range(50)])
    with FaultProxy((dovecot.host, dovecot.port["imap"])) as proxy:
        make_alias(mailbox, incoming_user=mailbox, incoming_port=proxy.port, interval_seconds=1)
        with Beat(workers.folder, workers.broker):
            lose_the_broker(workers, proxy)
            dovecot.append(mailbox, [message() for _ in range(50)])
            wait_until(lambda: Activity.objects.count() == 100, seconds=60)
    assert len(set(Activity.objects.values_list("message_id", flat=True))) == 100


def test_workers_outlive_a_broker_that_dies_while_two_tasks_run_and_one_waits_in_hand(
    workers, make_alias, dovecot
) -> None:
    mailboxes = [dovecot.mailbox() for _ in range(3)]
    slow = Rule("client", "delay", "SELECT", seconds=0.5)
    with FaultProxy((dovecot.host, dovecot.port["imap"]), [slow]) as proxy:
        for mailbox in mailboxes:
            dovecot.append(mailbox, [message()])
            alias = make_alias(incoming_user=mailbox, incoming_port=proxy.port)
            workers.send(tasks.retrieve, alias.pk)
        lose_the_broker(workers, proxy)
        tick_until(workers, lambda: Activity.objects.count() == 3)
    assert workers.running
