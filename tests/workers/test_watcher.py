"""Mailboxes that are watched by IDLE: mail is in at once, whatever happens to the connection."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from activities.models import Activity
from aliases.conditions import Condition
from aliases.jobs import Direction, Job
from aliases.models import Alias
from tests.stock import message
from workers import tasks
from workers.watcher import Watcher, to_watch

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    """Hands due jobs to this very process, as a worker would take them."""
    made = Watcher(retrieve_what_is_due, most=100)
    yield made
    made.close()


def retrieve_what_is_due() -> None:
    due = Job.objects.filter(direction=Direction.RETRIEVE, next_due_at__lte=timezone.now())
    for alias_id in due.values_list("alias_id", flat=True):
        tasks.retrieve(alias_id)


def until(watcher: Watcher, true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "not within 30 seconds"
        watcher.step(0.1)


def settled(watcher: Watcher) -> None:
    """The first look into the mailbox, which every new connection asks for, is over."""
    until(watcher, lambda: watcher.connected == 1 and watcher.quiet)


def came(number: int) -> Callable[[], bool]:
    return lambda: Activity.objects.count() == number


def test_mail_is_in_without_any_poll(watcher, alias, dovecot) -> None:
    settled(watcher)
    Job.objects.update(next_due_at=timezone.now() + timedelta(hours=1))
    for number in (1, 2, 3):
        dovecot.append(alias.address, [message()])
        until(watcher, came(number))


def test_a_connection_that_ends_is_made_again_and_nothing_is_missed(
    watcher, alias, dovecot, monkeypatch
) -> None:
    monkeypatch.setattr("workers.watcher.FIRST_GAP", 0.2)
    settled(watcher)
    dovecot.kill()
    until(watcher, lambda: watcher.connected == 0)
    dovecot.start()
    dovecot.append(alias.address, [message()])
    until(watcher, came(1))
    until(watcher, lambda: watcher.connected == 1)


def test_who_is_switched_off_is_watched_no_more(watcher, alias, monkeypatch) -> None:
    monkeypatch.setattr("workers.watcher.LOOK_SECONDS", 0.1)
    settled(watcher)
    Alias.objects.update(status="inactive")
    until(watcher, lambda: watcher.connected == 0)


def test_another_folder_is_another_session(watcher, alias, dovecot, monkeypatch) -> None:
    monkeypatch.setattr("workers.watcher.LOOK_SECONDS", 0.1)
    settled(watcher)
    Alias.objects.update(folder="Junk")
    before = dovecot.logins(alias.address)
    until(watcher, lambda: dovecot.logins(alias.address) > before + 1)
    settled(watcher)
    dovecot.append(alias.address, [message()], folder="Junk")
    until(watcher, came(1))


def test_a_long_session_asks_anew_and_still_hears(watcher, alias, dovecot, monkeypatch) -> None:
    monkeypatch.setattr("wire.imap_idle.RENEW_SECONDS", 0.2)
    monkeypatch.setattr("workers.watcher.LOOK_SECONDS", 0.1)
    settled(watcher)
    begun = time.monotonic()
    until(watcher, lambda: time.monotonic() > begun + 2)
    assert dovecot.logins(alias.address) == 2  # the watcher's and the first look's
    dovecot.append(alias.address, [message()])
    until(watcher, came(1))


@pytest.mark.parametrize(
    "fields",
    [{"watch": False}, {"incoming_protocol": "pop3"}, {"status": "inactive"}],
    ids=["not wanted", "POP3", "inactive"],
)
def test_only_active_imap_mailboxes_are_watched_where_it_is_wanted(alias, fields) -> None:
    assert list(to_watch(10)) == [alias.pk]
    Alias.objects.update(**fields)
    assert not to_watch(10)


def test_mailboxes_in_trouble_are_left_to_the_retriever(alias) -> None:
    Job.objects.update(condition=Condition.RETRYING)
    assert not to_watch(10)


def test_there_is_a_limit(make_alias) -> None:
    for number in range(3):
        make_alias(f"box{number}@lab.test")
    assert len(to_watch(2)) == 2


def test_a_server_that_cannot_idle_is_left_alone(watcher, make_alias, mailbox, postfix) -> None:
    make_alias(mailbox, incoming_port=postfix.port["smtp"])
    until(watcher, lambda: any(one.failures for one in watcher.watched.values()))
    assert watcher.connected == 0
