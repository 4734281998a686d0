"""Telling people by real servers: once, together, again after a failure, and never by an alias."""

import logging
import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.management import call_command
from django.db import connection

from aliases.incidents import delivery, opening
from aliases.incidents.claims import gap
from aliases.incidents.monitors import Monitor
from aliases.incidents.notices import Notice, State
from departments import guard
from departments.vault import SecretUnreadable
from tests.aliases.incidents.conftest import DAY, SECRET
from tests.servers.ports import closed_port, wait_until
from tests.servers.scripted import ScriptedServer
from workers import tasks

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def inbox(telling: Monitor, server, mailbox: str) -> str:
    """The mailbox that the monitor tells."""
    telling.addresses = mailbox
    telling.save()
    return mailbox


def arrived(dovecot, address: str, number: int = 1) -> list:
    wait_until(lambda: dovecot.count(address) >= number)
    found = dovecot.messages(address)
    return [message_from_bytes(one, policy=policy.default) for one in found]


def states() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("state", flat=True))


def test_a_mail_says_what_since_when_why_and_what_to_do(settings, inbox, fails, dovecot, now):
    settings.PUBLIC_URL = "https://console.lab.test"
    incident = fails(now)
    delivery.deliver(now)
    (mail,) = arrived(dovecot, inbox)
    text = mail.get_content()
    assert mail["Subject"].startswith("[mailcenter] Trouble: Sick alias")
    for words in ("refuses the password", "535 5.7.8 no", "Type it again", "Since: "):
        assert words in text
    assert f"https://console.lab.test/console/aliases/incident/{incident.pk}/change/" in text


def test_a_mail_is_automatic_from_the_partition_and_nothing_comes_back(inbox, fails, dovecot, now):
    fails(now)
    delivery.deliver(now)
    (mail,) = arrived(dovecot, inbox)
    assert mail["Return-Path"] in {None, "<>"}
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["From"] == "mailcenter <console@lab.test>"


def test_what_waits_for_one_target_goes_as_one_mail(inbox, fails, make_alias, dovecot, now):
    for _ in range(3):
        fails(now, make_alias())
    assert delivery.deliver(now) == 1
    (mail,) = arrived(dovecot, inbox)
    assert "3 notices" in mail["Subject"]
    assert mail.get_content().count("Cause: ") == 3


def test_beginning_and_end_are_each_told_once(inbox, fails, dovecot, now):
    incident = fails(now)
    delivery.deliver(now)
    delivery.deliver(now)
    opening.end(incident, now + MINUTE)
    delivery.deliver(now + MINUTE)
    delivery.deliver(now + MINUTE)
    subjects = [mail["Subject"] for mail in arrived(dovecot, inbox, 2)]
    assert [one.split()[1] for one in subjects] == ["Trouble:", "Over:"]


def test_sixteen_deliverers_at_once_send_one_mail(inbox, fails, dovecot, now):
    fails(now)
    start = threading.Barrier(16)

    def work() -> None:
        start.wait()
        delivery.deliver(now)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert states() == [State.SENT]
    assert len(arrived(dovecot, inbox)) == 1


def test_without_a_server_the_notice_says_what_is_missing(telling, fails, now):
    fails(now)
    delivery.deliver(now)
    notice = Notice.objects.get()
    assert (notice.state, "no default SMTP server" in notice.error) == (State.FAILED, True)


def test_a_server_that_is_down_is_tried_again_with_growing_gaps_for_a_day(
    telling, server, root, fails, now
):
    root.partition.outgoing_port = closed_port()
    root.partition.save()
    fails(now)
    begun, gaps = now, []
    opened = Notice.objects.filter(occasion="opened")
    while opened.get().state == State.QUEUED:
        delivery.deliver(now)
        after = opened.get().next_try_at or now
        gaps.append(round((after - now).total_seconds() / 60))
        now = after + timedelta(seconds=1)
    assert gaps[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert DAY <= now - begun < DAY + timedelta(hours=2)
    assert "Given up after a day" in opened.get().error


def test_a_hiccup_is_tried_again_within_the_minute_and_the_rest_of_the_mail_waits(
    telling, server, root, fails, make_alias, now
):
    telling.addresses = "one@lab.test two@lab.test"
    telling.save()
    with ScriptedServer([], greeting=b"421 4.3.2 Shutting down\r\n") as broken:
        root.partition.outgoing_port = broken.port
        root.partition.save()
        fails(now)
        delivery.deliver(now)
        fails(now, make_alias())
        delivery.deliver(now + MINUTE / 2)
        assert broken.accepted == 1
        delivery.deliver(now + MINUTE * 1.5)
        assert broken.accepted == 2
    assert (gap(1, locks=False), gap(1, locks=True)) == (MINUTE, MINUTE * 15)


def test_with_the_server_down_webhook_and_console_still_tell(
    hooked, webhook, server, root, fails, console, now
):
    Monitor.objects.update(addresses="duty@lab.test")
    root.partition.outgoing_port = closed_port()
    root.partition.save()
    incident = fails(now)
    delivery.deliver(now)
    assert (len(webhook.bodies), states()) == (1, [State.QUEUED, State.SENT])
    shown = console.get(f"/console/aliases/incident/{incident.pk}/change/").content.decode()
    assert "next try" in shown
    assert "Nothing listens" in shown or "refused" in shown


def test_the_task_and_the_command_tell(inbox, fails, make_alias, dovecot, capsys, now):
    fails(now)
    tasks.notices()
    fails(now, make_alias())
    call_command("notices")
    assert "1 targets were tried" in capsys.readouterr().out
    assert len(arrived(dovecot, inbox, 2)) == 2


def test_a_refused_address_fails_alone(telling, server, mailbox, fails, dovecot, now):
    telling.addresses = f"spam@lab.test {mailbox} grey@lab.test"
    telling.save()
    fails(now)
    delivery.deliver(now)
    assert len(arrived(dovecot, mailbox)) == 1
    assert states() == [State.FAILED, State.SENT, State.QUEUED]
    assert "554" in Notice.objects.get(target="spam@lab.test").error


def test_where_the_empty_sender_is_refused_the_default_from_stands_in(
    telling, server, root, fails, now
):
    answers = [
        (b"EHLO", b"250 here\r\n"),
        (b"MAIL FROM:<>", b"550 5.7.1 Not from nobody\r\n"),
        (b"DATA", b"354 go\r\n"),
        (rb"\.$", b"250 taken\r\n"),
        (b"(MAIL|RCPT|RSET|QUIT)", b"250 fine\r\n"),
        (b"", b""),
    ]
    with ScriptedServer(answers, greeting=b"220 here\r\n") as strict:
        root.partition.outgoing_port = strict.port
        root.partition.save()
        fails(now)
        delivery.deliver(now)
        assert any(b"FROM:<console@lab.test>" in line for line in strict.received)
    assert states() == [State.SENT]


@pytest.mark.parametrize(
    ("allowed", "connections", "state"), [("when-refused", 2, "sent"), ("never", 1, "queued")]
)
def test_a_refused_password_is_not_tried_often_and_left_out_where_allowed(
    telling, server, root, fails, now, allowed, connections, state
):
    refused = [(b"EHLO", b"250-here\r\n250 AUTH PLAIN\r\n"), (b"AUTH", b"535 5.7.8 no\r\n")]
    taken = [(b"DATA", b"354 go\r\n"), (rb"\.$", b"250 taken\r\n")]
    fine = [(b"(MAIL|RCPT|RSET|QUIT)", b"250 fine\r\n"), (b"", b"")]
    with ScriptedServer([*refused, *taken, *fine], greeting=b"220 here\r\n") as strict:
        signs_in(root.partition, strict.port, allowed)
        fails(now)
        delivery.deliver(now)
        delivery.deliver(now + MINUTE * 10)
        assert (strict.accepted, states()) == (connections, [state])


def signs_in(partition, port: int, allowed: str) -> None:
    partition.outgoing_protocol, partition.outgoing_port = "esmtp", port
    partition.outgoing_user, partition.outgoing_password = "system", SECRET
    partition.outgoing_allow_clear = True
    partition.outgoing_without_authentication = allowed
    partition.save()


def test_a_copy_of_the_installation_tells_nobody(inbox, fails, monkeypatch, now):
    fails(now)
    monkeypatch.setattr(guard, "is_production", lambda: False)
    assert delivery.deliver(now) == 0
    assert states() == [State.QUEUED]


def test_the_webhook_gets_what_happened_signed(hooked, webhook, fails, now):
    incident = fails(now)
    delivery.deliver(now)
    (body,) = webhook.bodies
    (told,) = body["notices"]
    assert (told["occasion"], told["incident"], told["kind"]) == (
        "opened",
        incident.pk,
        "credentials",
    )
    assert body["delivery"] == webhook.deliveries[0]
    assert states() == [State.SENT]


def test_a_webhook_with_another_secret_refuses(hooked, webhook, fails, now):
    webhook.secret = "another"
    fails(now)
    delivery.deliver(now)
    notice = Notice.objects.get()
    assert (webhook.bodies, notice.state) == ([], State.QUEUED)
    assert "401" in notice.error


def test_a_webhook_that_was_down_is_told_later_under_the_same_number(hooked, webhook, fails, now):
    fails(now)
    webhook.status = 503
    delivery.deliver(now)
    number = Notice.objects.get().claim
    webhook.status = 0
    delivery.deliver(now + MINUTE * 2)
    assert number != Notice.objects.get().claim
    assert (webhook.requests, len(set(webhook.deliveries)), states()) == (2, 1, [State.SENT])


def test_no_redirect_of_a_webhook_is_followed(hooked, webhook, fails, now):
    fails(now)
    webhook.status = 302
    delivery.deliver(now)
    assert (webhook.requests, states()) == (1, [State.QUEUED])


def test_a_webhook_inside_is_not_asked_where_the_partition_forbids_it(
    hooked, webhook, root, fails, now
):
    Monitor.objects.update(webhook_url="https://169.254.169.254/latest")
    fails(now)
    delivery.deliver(now)
    assert webhook.requests == 0
    assert "169.254" in Notice.objects.get().error


def test_no_log_line_and_no_row_holds_the_secret_or_the_path(hooked, webhook, fails, caplog, now):
    webhook.status = 500
    with caplog.at_level(logging.DEBUG):
        fails(now)
        delivery.deliver(now)
    rows = str(list(Notice.objects.values()))
    assert "500" in rows
    for one in (SECRET, "p4th-token"):
        assert one not in caplog.text + rows


def test_a_secret_that_no_key_opens_is_never_replaced_by_an_empty_one(
    hooked, webhook, fails, settings, now
):
    settings.CRYPT_KEYS = ["dGhpcyBrZXkgb3BlbnMgbm90aGluZyBhdCBhbGwgISE="]
    with pytest.raises(SecretUnreadable):
        Monitor.objects.get().webhook_secret.reveal()
    fails(now)
    delivery.deliver(now)
    assert webhook.requests == 0
    assert "missing key" in Notice.objects.get().error
