"""The mail of deleted aliases: by the partition's default SMTP server, or held with the reason (OR-7)."""

import pytest
from django.utils import timezone

from activities import queueing
from activities.models import Activity
from aliases import connections, deletion
from aliases.deletion import Waiting
from aliases.models import Alias
from departments.models import Partition
from tests.servers.ports import wait_until
from tests.stock import dispatch_now

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def default_server(root, postfix) -> Partition:
    """The partition's own server; the aliases' servers do not exist."""
    partition = root.partition
    partition.outgoing_host, partition.outgoing_port = "127.0.0.1", postfix.port["smtp"]
    partition.outgoing_protocol, partition.outgoing_encryption = "smtp", "none"
    partition.save()
    return partition


@pytest.fixture
def old(make_alias) -> Alias:
    alias = make_alias("old@lab.test")
    Alias.objects.filter(pk=alias.pk).update(retriever=None)
    return fresh(alias)


def fresh(alias: Alias) -> Alias:
    return Alias.objects.select_related("department__partition").get(pk=alias.pk)


def delete(alias: Alias, fate: Waiting, user) -> Alias:
    deletion.delete(alias, fate, user=user, reason="", now=timezone.now())
    return fresh(alias)


def queued(alias: Alias, to: str) -> Activity:
    return queueing.queue(queueing.Draft("Your parcel", "It comes.", [to]), alias)


def test_waiting_mail_goes_by_the_default_server_when_its_alias_is_deleted(
    default_server, old, dovecot, administrator
) -> None:
    to = dovecot.mailbox()
    queued(old, to)
    assert deletion.fates(old)[0] is Waiting.SEND
    dispatch_now(delete(old, Waiting.SEND, administrator))
    wait_until(lambda: dovecot.count(to) == 1)
    assert b"From: Alias" in dovecot.messages(to)[0]
    assert b"<old@lab.test>" in dovecot.messages(to)[0]


def test_a_reply_of_a_deleted_alias_goes_by_the_default_server(
    default_server, old, dovecot, administrator
) -> None:
    gone = delete(old, Waiting.HOLD, administrator)
    assert connections.sends(gone)
    to = dovecot.mailbox()
    activity = queued(gone, to)
    dispatch_now(gone)
    assert activity.recipients.get().state == "sent"
    wait_until(lambda: dovecot.count(to) == 1)


def test_without_a_default_server_such_a_reply_is_held_with_the_reason(old, administrator) -> None:
    gone = delete(old, Waiting.HOLD, administrator)
    one = queued(gone, "a@customers.test").recipients.get()
    assert (one.state, one.next_try_at) == ("held", None)
    assert "no default SMTP server" in one.answer


def test_what_waits_is_held_when_the_default_server_is_taken_away(
    default_server, old, administrator
) -> None:
    activity = queued(old, "a@customers.test")
    gone = delete(old, Waiting.SEND, administrator)
    Partition.objects.update(outgoing_host="")
    job = dispatch_now(gone)
    assert (activity.recipients.get().state, job.next_due_at, job.failures) == ("held", None, 0)


def test_mail_is_not_left_to_a_default_server_that_is_not_there(old, administrator) -> None:
    queued(old, "a@customers.test")
    with pytest.raises(deletion.Obstructed):
        delete(old, Waiting.SEND, administrator)
