"""Retrieving from real Dovecot mailboxes, by IMAP and POP3 alike."""

import pytest
from django.db import connection
from django.utils import timezone

from activities import intake, shelf
from activities.models import Activity, RawMessage, RawState, ServerCopy, WaterMark
from activities.stages import reading
from aliases.jobs import Job
from aliases.models import Alias
from tests.servers.faults import FaultProxy, Rule
from tests.stock import message, retrieve_now
from wire.parse import parse_with_tree
from workers import fetching

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["imap", "pop3"])
def any_alias(request, make_alias, mailbox, dovecot):
    port = dovecot.port[request.param]
    return make_alias(
        mailbox, incoming_protocol=request.param, incoming_user=mailbox, incoming_port=port
    )


def test_a_message_becomes_an_activity_and_leaves_the_server(any_alias, dovecot) -> None:
    dovecot.append(any_alias.address, [message("Grüße", From="Ä <a@customers.test>")])
    job = retrieve_now(any_alias)
    activity = Activity.objects.get(alias=any_alias)
    assert (activity.subject, activity.sender_address) == ("Grüße", "a@customers.test")
    assert (job.error, job.found, job.done) == ("", 1, 1)
    assert dovecot.count(any_alias.address) == 0


def test_the_bytes_are_kept_as_received(any_alias, dovecot) -> None:
    sent = message() + b"\xff\xe4 in no charset at all\r\n"
    dovecot.append(any_alias.address, [sent])
    held = dovecot.messages(any_alias.address)[0]
    retrieve_now(any_alias)
    assert RawMessage.objects.get(alias=any_alias).content() == held


def test_messages_left_on_the_server_are_not_stored_twice(any_alias, dovecot) -> None:
    any_alias.after_fetch = "leave"
    any_alias.save()
    dovecot.append(any_alias.address, [message(), message()])
    retrieve_now(any_alias)
    dovecot.append(any_alias.address, [message()])
    job = retrieve_now(any_alias)
    assert (job.found, Activity.objects.filter(alias=any_alias).count()) == (1, 3)
    assert dovecot.count(any_alias.address) == 3


def test_stored_messages_can_be_moved_to_a_folder(alias, dovecot) -> None:
    alias.after_fetch, alias.after_fetch_folder = "move", "Done"
    alias.save()
    dovecot.append(alias.address, [message(), message()])
    retrieve_now(alias)
    assert (dovecot.count(alias.address), dovecot.count(alias.address, "Done")) == (0, 2)


def test_a_new_uidvalidity_brings_no_duplicates(alias, dovecot) -> None:
    alias.after_fetch = "leave"
    alias.save()
    dovecot.append(alias.address, [message(), message()])
    retrieve_now(alias)
    WaterMark.objects.filter(alias=alias).update(epoch=1)
    for copy in ServerCopy.objects.filter(alias=alias):
        ServerCopy.objects.filter(pk=copy.pk).update(identity="1:" + copy.identity.split(":")[1])
    job = retrieve_now(alias)
    assert (job.error, RawMessage.objects.filter(alias=alias).count()) == ("", 2)


def test_a_message_seen_by_another_program_is_retrieved_all_the_same(alias, dovecot) -> None:
    dovecot.append(alias.address, [message()])
    dovecot.messages(alias.address)
    retrieve_now(alias)
    assert Activity.objects.filter(alias=alias).count() == 1


def test_a_message_over_the_limit_is_listed_with_its_header_and_stays(any_alias, dovecot) -> None:
    any_alias.maximum_megabytes = 1
    any_alias.save()
    big = message("Big") + b"x" * 1_500_000 + b"\r\n"
    dovecot.append(any_alias.address, [message("One"), big, message("Two")])
    retrieve_now(any_alias)
    oversize = RawMessage.objects.get(state=RawState.OVERSIZE)
    assert b"Subject: Big" in oversize.content()
    assert "1,500" in oversize.reason
    assert Activity.objects.filter(alias=any_alias).count() == 2
    assert dovecot.count(any_alias.address) == 1


def test_an_unreadable_message_is_put_aside_and_those_behind_go_through(any_alias, dovecot) -> None:
    parts = b"--b\r\n\r\nx\r\n" * 10_000
    bad = message("Bad", Content_Type="multipart/mixed; boundary=b") + parts
    dovecot.append(any_alias.address, [message(), bad, message()])
    job = retrieve_now(any_alias)
    failed = RawMessage.objects.get(state=RawState.FAILED)
    assert "parts" in failed.reason
    assert (job.error, Activity.objects.filter(alias=any_alias).count()) == ("", 2)


def test_a_connection_lost_while_fetching_loses_and_doubles_nothing(alias, dovecot) -> None:
    dovecot.append(alias.address, [message() for _ in range(5)])
    rule = Rule("server", "close", r"FETCH .*BODY\[\]", nth=3)
    with FaultProxy((dovecot.host, dovecot.port["imap"]), [rule]) as proxy:
        alias.incoming_port = proxy.port
        alias.save()
        broken = retrieve_now(alias)
        proxy.rules = []
        retrieve_now(alias)
    assert "closed the connection" in broken.error
    assert Activity.objects.filter(alias=alias).count() == 5
    assert dovecot.count(alias.address) == 0


def test_a_refused_clean_up_is_tried_again_without_storing_twice(alias, dovecot) -> None:
    dovecot.append(alias.address, [message()])
    rule = Rule("client", "answer", r"^(\S+) UID STORE", text=r"\1 NO not now")
    with FaultProxy((dovecot.host, dovecot.port["imap"]), [rule]) as proxy:
        alias.incoming_port = proxy.port
        alias.save()
        refused = [retrieve_now(alias).error for _ in range(3)]
        proxy.rules = []
        healed = retrieve_now(alias)
    assert all("clean up" in error for error in refused)
    assert (healed.error, RawMessage.objects.filter(alias=alias).count()) == ("", 1)
    assert dovecot.count(alias.address) == 0


def test_a_message_the_server_cannot_hand_out_holds_up_no_other(alias, dovecot) -> None:
    dovecot.append(alias.address, [message("One"), message("Two"), message("Three")])
    both = r"^(\S+) UID FETCH (2,3|2) .*BODY"
    rule = Rule("client", "answer", both, nth=0, text=r"\1 NO cannot read it")
    with FaultProxy((dovecot.host, dovecot.port["imap"]), [rule]) as proxy:
        alias.incoming_port = proxy.port
        alias.save()
        assert retrieve_now(alias).error == ""
        assert set(Activity.objects.values_list("subject", flat=True)) == {"One", "Three"}
        refused = RawMessage.objects.get(state=RawState.REFUSED)
        assert "cannot read it" in refused.reason
        proxy.rules = []
        shelf.again(refused)
        retrieve_now(alias)
    assert Activity.objects.filter(subject="Two").count() == 1
    assert dovecot.count(alias.address) == 0


def test_a_message_that_was_too_large_is_fetched_after_the_limit_is_raised(
    any_alias, dovecot
) -> None:
    any_alias.maximum_megabytes = 1
    any_alias.save()
    dovecot.append(any_alias.address, [message("Big") + b"x" * 1_500_000 + b"\r\n", message()])
    retrieve_now(any_alias)
    any_alias.maximum_megabytes = 2
    any_alias.save()
    shelf.again(RawMessage.objects.get(state=RawState.OVERSIZE))
    retrieve_now(any_alias)
    assert Activity.objects.filter(alias=any_alias).count() == 2
    assert Activity.objects.filter(subject="Big").count() == 1


def test_many_messages_come_in_over_several_batches_and_are_all_removed(any_alias, dovecot) -> None:
    dovecot.append(any_alias.address, [message() for _ in range(1_050)])
    job = retrieve_now(any_alias)
    assert (job.error, job.found, job.done) == ("", 1_050, 1_050)
    assert Activity.objects.filter(alias=any_alias).count() == 1_050
    assert dovecot.count(any_alias.address) == 0


def changed_meanwhile(alias, dovecot, **fields) -> Job:
    """A run over 250 messages during whose first batch the alias is changed."""
    dovecot.append(alias.address, [message() for _ in range(250)])

    def change() -> None:
        Alias.objects.filter(pk=alias.pk).update(**fields)
        connection.close()

    rule = Rule("client", "pass", r"UID FETCH .*BODY", nth=1, call=change)
    with FaultProxy((dovecot.host, dovecot.port["imap"]), [rule]) as proxy:
        alias.incoming_port = proxy.port
        alias.save()
        return retrieve_now(alias)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "inactive"},
        {"status": "inactive", "deleted_at": timezone.now()},
        {"incoming_host": "new.test"},
        {"incoming_user": "somebody"},
        {"folder": "Other"},
        {"maximum_megabytes": 1},
    ],
)
def test_a_run_ends_after_20_messages_where_its_session_is_not_wanted_any_more(
    alias, dovecot, fields
) -> None:
    job = changed_meanwhile(alias, dovecot, **fields)
    assert (job.error, job.found, job.done) == ("", 250, fetching.FIRST)


def test_other_settings_act_from_the_next_batch_on(alias, dovecot) -> None:
    alias.after_fetch = "delete"
    job = changed_meanwhile(alias, dovecot, after_fetch="leave")
    assert (job.found, job.done) == (250, 250)
    assert dovecot.count(alias.address) == 250


def test_a_message_that_ends_its_worker_is_put_aside_alone(alias, dovecot, monkeypatch) -> None:
    def dies(raw: bytes):
        if b"Subject: Deadly" in raw:
            raise SystemExit("as if the worker had been killed")
        return parse_with_tree(raw)

    monkeypatch.setattr(reading, "parse_with_tree", dies)
    dovecot.append(alias.address, [message("One"), message("Deadly"), message("Two")])
    for _ in range(intake.MAXIMUM_TRIES):
        with pytest.raises(SystemExit):
            retrieve_now(alias)
        Job.objects.update(leased_until=None)
    retrieve_now(alias)
    assert set(Activity.objects.values_list("subject", flat=True)) == {"One", "Two"}
    assert "begun several times" in RawMessage.objects.get(state=RawState.FAILED).reason
