"""Settings that are changed while a run sends act from the next mail on (P43)."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.db import connection
from django.utils import timezone

from activities import queueing
from activities.models import Recipient
from aliases.models import Alias
from departments.models import Partition
from tests.servers.faults import FaultProxy, Rule, closed_port
from tests.servers.ports import wait_until
from tests.stock import dispatch_now

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


def sent_while(alias, postfix, change, *to: str, at: str = "^Message-ID", seconds: float = 0):
    """A run over one mail for each of ``to``; at the first line ``at``, which the server then gets
    ``seconds`` later, ``change`` is called: usually while the first one leaves."""

    def call() -> None:
        change()
        connection.close()

    for one in to:
        queueing.queue(queueing.Draft("Your parcel", "It comes.\n", [one]), alias)
    rule = Rule("client", "delay", at, times=1, seconds=seconds, call=call)
    with FaultProxy((postfix.host, postfix.port["smtp"]), [rule]) as proxy:
        alias.outgoing_port = proxy.port
        alias.save()
        job = dispatch_now(alias)
    assert rule.fired == 1
    return job


def states() -> list[str]:
    return list(Recipient.objects.order_by("pk").values_list("state", flat=True))


def test_send_mail_to_holds_from_the_next_mail_on(sending_alias, dovecot, postfix) -> None:
    first, second, tester = dovecot.mailbox(), dovecot.mailbox(), dovecot.mailbox()
    until = timezone.now() + timedelta(hours=1)
    mine = Alias.objects.filter(pk=sending_alias.pk)
    job = sent_while(
        sending_alias,
        postfix,
        lambda: mine.update(send_mail_to=tester, send_mail_to_until=until),
        *(first, second),
    )
    wait_until(lambda: dovecot.count(tester) == 1)
    assert (job.error, dovecot.count(first), dovecot.count(second)) == ("", 1, 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"outgoing_host": "localhost"},
        {"outgoing_port": closed_port()},
        {"outgoing_protocol": "esmtp"},
        {"outgoing_encryption": "starttls"},
        {"outgoing_user": "somebody"},
        {"outgoing_timeout": 7},
    ],
)
def test_another_server_gets_the_next_mail(sending_alias, dovecot, postfix, fields) -> None:
    boxes = dovecot.mailbox(), dovecot.mailbox()
    mine = Alias.objects.filter(pk=sending_alias.pk)
    job = sent_while(sending_alias, postfix, lambda: mine.update(**fields), *boxes)
    assert (job.error, states()) == ("", ["sent", "queued"])
    assert job.next_due_at <= timezone.now()
    assert "server was changed" in Recipient.objects.latest("pk").answer


@pytest.mark.parametrize("fields", [{"private_networks": False}, {"ca_bundle": "another"}])
def test_what_the_partition_allows_holds_for_the_next_mail(
    sending_alias, dovecot, postfix, fields
) -> None:
    boxes = dovecot.mailbox(), dovecot.mailbox()
    sent_while(sending_alias, postfix, lambda: Partition.objects.update(**fields), *boxes)
    assert states() == ["sent", "queued"]


def test_mail_of_an_alias_that_was_deleted_meanwhile_is_held(
    sending_alias, dovecot, postfix
) -> None:
    boxes = dovecot.mailbox(), dovecot.mailbox()
    gone = {"deleted_at": timezone.now(), "status": "inactive"}
    mine = Alias.objects.filter(pk=sending_alias.pk)
    job = sent_while(sending_alias, postfix, lambda: mine.update(**gone), *boxes)
    held = Recipient.objects.latest("pk")
    assert (states(), held.next_try_at, job.next_due_at) == (["sent", "held"], None, None)
    assert "deleted" in held.answer


def test_an_alias_that_was_deactivated_meanwhile_goes_on_sending(
    sending_alias, dovecot, postfix
) -> None:
    boxes = dovecot.mailbox(), dovecot.mailbox()
    mine = Alias.objects.filter(pk=sending_alias.pk)
    sent_while(sending_alias, postfix, lambda: mine.update(status="inactive"), *boxes)
    assert states() == ["sent", "sent"]


def test_mail_put_back_is_sent_by_the_new_server(sending_alias, dovecot, postfix) -> None:
    boxes = dovecot.mailbox(), dovecot.mailbox()
    mine = Alias.objects.filter(pk=sending_alias.pk)
    new = {"outgoing_port": postfix.port["smtp"]}
    sent_while(sending_alias, postfix, lambda: mine.update(**new), *boxes)
    dispatch_now(sending_alias)
    wait_until(lambda: [dovecot.count(one) for one in boxes] == [1, 1])
    assert states() == ["sent", "sent"]


# The envelope of one goes when the change comes, and is with the server two seconds later: other
# letters learn of the change first.


def with_a_slow_one(slow: str, other: str) -> list[str]:
    return [other] * 9 + [slow] + [other] * 30


def test_a_letter_that_was_announced_before_a_change_does_not_leave_by_what_is_gone(
    sending_alias, dovecot, postfix
) -> None:
    slow, other, tester = dovecot.mailbox(), dovecot.mailbox(), dovecot.mailbox()
    test_mode = {"send_mail_to": tester, "send_mail_to_until": timezone.now() + timedelta(hours=1)}
    job = sent_while(
        sending_alias,
        postfix,
        lambda: Alias.objects.update(**test_mode),
        *with_a_slow_one(slow, other),
        at=f"^RCPT TO:<{slow}",
        seconds=2,
    )
    assert (job.error, set(states())) == ("", {"sent"})
    wait_until(lambda: dovecot.count(tester) + dovecot.count(other) == 40)
    assert (dovecot.count(slow), dovecot.count(tester) >= 2) == (0, True)


def test_a_letter_that_is_composed_anew_has_the_new_settings_and_its_readers_format(
    sending_alias, dovecot, postfix, make_person
) -> None:
    Partition.objects.update(default_format="html", format_per_person=True)
    slow, other = dovecot.mailbox(), dovecot.mailbox()
    make_person("Slow", slow, mail_format="text")
    sending_alias.refresh_from_db()
    sent_while(
        sending_alias,
        postfix,
        lambda: Alias.objects.update(name="New desk"),
        *with_a_slow_one(slow, other),
        at=f"^RCPT TO:<{slow}",
        seconds=2,
    )
    wait_until(lambda: dovecot.count(slow) == 1)
    mail = message_from_bytes(dovecot.messages(slow)[0])
    assert (mail.get_content_type(), "New desk" in mail["From"]) == ("text/plain", True)


def test_a_letter_that_was_announced_before_its_alias_was_deleted_is_held(
    sending_alias, dovecot, postfix
) -> None:
    slow, other = dovecot.mailbox(), dovecot.mailbox()
    gone = {"deleted_at": timezone.now(), "status": "inactive"}
    sent_while(
        sending_alias,
        postfix,
        lambda: Alias.objects.update(**gone),
        *with_a_slow_one(slow, other),
        at=f"^RCPT TO:<{slow}",
        seconds=2,
    )
    held = Recipient.objects.get(address=slow)
    assert (set(states()), held.next_try_at) == ({"sent", "held"}, None)
    assert (held.state, dovecot.count(slow)) == ("held", 0)
