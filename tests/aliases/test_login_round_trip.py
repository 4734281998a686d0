"""The round trip: from the alias by Postfix to its own mailbox, until the retriever has it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aliases.jobs import Direction, Job
from aliases.models import Alias
from aliases.trials import round_trip
from aliases.trials.models import RoundTrip, TripState
from departments import guard
from departments.models import Trial
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.faults import FaultProxy, Rule, closed_port
from tests.servers.ports import wait_until
from tests.servers.postfix import Postfix
from tests.stock import retrieve_now
from workers import tasks

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def traveller(make_alias, mailbox: str, dovecot: Dovecot, postfix: Postfix) -> Alias:
    """Sends by Postfix to its own mailbox at Dovecot."""
    return make_alias(
        mailbox,
        incoming_user=mailbox,
        incoming_port=dovecot.port["imap"],
        outgoing_port=postfix.port["smtp"],
    )


def begun(console: Client, alias: Alias) -> dict:
    answer = console.post(f"/console/aliases/alias/{alias.pk}/test/round-trip/")
    assert answer.status_code == 200, answer.content
    return answer.json()


def state(console: Client, alias: Alias) -> dict:
    return console.post(f"/console/aliases/alias/{alias.pk}/test/round-trip-state/").json()


def tick(seconds: float = 0) -> list[int]:
    """One tick, ``seconds`` from now; sends what is due, as the workers would."""
    due = round_trip.claim(timezone.now() + timedelta(seconds=seconds))
    for pk in due:
        tasks.send_round_trip(pk)
    return due


def test_a_message_goes_round_and_the_time_is_shown(
    console: Client, traveller: Alias, dovecot: Dovecot
):
    assert begun(console, traveller)["under_way"]
    assert len(tick()) == 1
    assert state(console, traveller)["state"] == "waiting"
    wait_until(lambda: dovecot.count(traveller.address) == 1)
    retrieve_now(traveller)
    assert tick() == []
    told = state(console, traveller)
    assert (told["state"], told["under_way"]) == ("arrived", False)
    assert "came back after" in told["words"]
    assert "seconds" in Trial.objects.get().outcome


def test_greylisting_is_survived_with_the_same_message(
    console: Client, traveller: Alias, postfix: Postfix, dovecot: Dovecot
):
    later = Rule("client", "answer", "^RCPT", text="450 4.2.0 Greylisted, try again", times=1)
    with FaultProxy(("127.0.0.1", postfix.port["smtp"]), [later]) as proxy:
        Alias.objects.filter(pk=traveller.pk).update(outgoing_port=proxy.port)
        begun(console, traveller)
        tick()
        told = state(console, traveller)
        assert (told["state"], told["under_way"]) == ("sending", True)
        assert "450 4.2.0 Greylisted" in told["words"]
        assert tick() == []
        assert len(tick(31)) == 1
    assert state(console, traveller)["state"] == "waiting"
    wait_until(lambda: dovecot.count(traveller.address) == 1)
    assert RoundTrip.objects.get().message_id.encode() in dovecot.messages(traveller.address)[0]


def test_a_server_that_is_away_for_a_moment_is_tried_again(console: Client, traveller: Alias):
    rules = [Rule("client", "answer", "^MAIL", text="421 4.3.2 Shutting down")]
    with FaultProxy(("127.0.0.1", traveller.outgoing_port), rules) as proxy:
        Alias.objects.filter(pk=traveller.pk).update(outgoing_port=proxy.port)
        begun(console, traveller)
        tick()
    assert RoundTrip.objects.get().state == TripState.SENDING
    assert "busy or about to stop" in state(console, traveller)["words"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "spam@lab.test"}, "554 5.7.1"),
        ({"outgoing_port": closed_port()}, "Nothing accepts connections"),
    ],
)
def test_a_final_refusal_ends_it_with_the_reason(
    console: Client, traveller: Alias, fields: dict, words: str
):
    Alias.objects.filter(pk=traveller.pk).update(**fields)
    begun(console, traveller)
    tick()
    told = state(console, traveller)
    assert (told["state"], told["under_way"]) == ("failed", False)
    assert words in told["words"]


def test_what_does_not_come_within_ten_minutes_is_given_up(console: Client, traveller: Alias):
    begun(console, traveller)
    tick()
    assert tick(599) == []
    assert state(console, traveller)["under_way"]
    tick(601)
    told = state(console, traveller)
    assert told["state"] == "failed"
    assert "the retriever has not seen it within 10 minutes" in told["words"]


def test_two_ticks_at_once_send_one_message(console: Client, traveller: Alias):
    begun(console, traveller)
    now = timezone.now()
    stale = RoundTrip.objects.select_related("alias").get()
    assert len(round_trip.claim(now)) == 1
    assert not round_trip._taken(stale, now)
    assert round_trip.claim(now) == []


def test_a_task_that_comes_late_sends_nothing_any_more(
    console: Client, traveller: Alias, dovecot: Dovecot
):
    begun(console, traveller)
    pk = RoundTrip.objects.get().pk
    begun(console, traveller)
    tasks.send_round_trip(pk)
    assert RoundTrip.objects.get(pk=pk).state == TripState.FAILED
    assert "Another round trip" in RoundTrip.objects.get(pk=pk).words
    assert dovecot.count(traveller.address) == 0


def test_it_waits_until_the_mail_of_before_is_settled(console: Client, traveller: Alias):
    Alias.objects.filter(pk=traveller.pk).update(backlog="now")
    begun(console, traveller)
    assert tick() == []
    retrieve_now(traveller)
    assert len(tick(11)) == 1


def test_waiting_wakes_the_retriever_but_not_where_it_fails(console: Client, traveller: Alias):
    begun(console, traveller)
    jobs = Job.objects.filter(alias=traveller, direction=Direction.RETRIEVE)
    later = timezone.now() + timedelta(hours=1)
    jobs.update(next_due_at=later, failures=1)
    tick()
    assert jobs.get().next_due_at == later
    jobs.update(failures=0)
    tick(20)
    assert jobs.get().next_due_at < later


def test_an_inactive_alias_is_not_tested_since_it_retrieves_nothing(
    console: Client, traveller: Alias
):
    Alias.objects.filter(pk=traveller.pk).update(status="inactive")
    answer = console.post(f"/console/aliases/alias/{traveller.pk}/test/round-trip/")
    assert answer.status_code == 409
    assert "Activate it" in answer.json()["message"]
    assert not RoundTrip.objects.exists()


def test_a_copy_of_the_installation_sends_no_test(console: Client, traveller: Alias, monkeypatch):
    monkeypatch.setattr(guard, "is_production", lambda: False)
    answer = console.post(f"/console/aliases/alias/{traveller.pk}/test/round-trip/")
    assert answer.status_code == 409
    assert "copy of another installation" in answer.json()["message"]


def test_no_word_of_it_holds_the_password(console: Client, traveller: Alias, postfix: Postfix):
    sentinel = "s3ntinel-P4ss"
    traveller.outgoing_protocol, traveller.outgoing_user = "esmtp", traveller.address
    traveller.outgoing_password, traveller.outgoing_allow_clear = sentinel, True
    traveller.outgoing_port = postfix.port["smtp_auth"]
    traveller.save()
    begun(console, traveller)
    tick()
    told = str(state(console, traveller)) + Trial.objects.get().outcome
    assert "user name or the password" in told
    assert sentinel not in told
    assert PASSWORD not in told
