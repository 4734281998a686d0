"""What a server says at any step, and what becomes of each recipient: DI-8, DI-9, P38 to P40."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities import queueing
from activities.models import Activity, Attempt, Recipient
from aliases.jobs import Direction, Job
from departments.models import Partition
from tests.servers.faults import FaultProxy, Rule
from tests.servers.ports import wait_until
from tests.servers.scripted import CLOSE, ScriptedServer
from tests.stock import dispatch_now

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

OFFERS = b"250-lab.test\r\n250-PIPELINING\r\n250-SIZE 100000\r\n250-8BITMIME\r\n250 DSN\r\n"
BARE = b"250 lab.test\r\n"
TO = ["anna@lab.test", "ben@lab.test"]
DAILY = b"550 5.4.5 Daily user sending limit exceeded\r\n"


def script(*first: tuple[bytes, ...], offers: bytes = OFFERS) -> ScriptedServer:
    """A server that takes everything but what ``first`` says."""
    usual = [
        (rb"^EHLO", offers),
        (rb"^MAIL", b"250 2.1.0 Ok\r\n"),
        (rb"^RCPT", b"250 2.1.5 Ok\r\n"),
        (rb"^DATA", b"354 Go on\r\n"),
        (rb"^RSET", b"250 2.0.0 Ok\r\n"),
        (rb"^\.$", b"250 2.0.0 Ok: queued as 1\r\n"),
        (rb"^QUIT", b"221 2.0.0 Bye\r\n"),
    ]
    return ScriptedServer([*first, *usual], greeting=b"220 lab.test ESMTP\r\n")


def queued(alias, *to: str, text: str = "It comes tomorrow.\n") -> Activity:
    return queueing.queue(queueing.Draft("Your parcel", text, to or TO), alias)


def states(activity: Activity) -> list[str]:
    return list(activity.recipients.order_by("pk").values_list("state", flat=True))


def dots(server: ScriptedServer) -> int:
    return server.received.count(b".")


def messages(server: ScriptedServer) -> int:
    return sum(line.startswith(b"Message-ID") for line in server.received)


@pytest.fixture
def sends_to(make_alias):
    """An alias that sends to the scripted server, over one connection."""

    def make(server: ScriptedServer, **fields: object):
        return make_alias(outgoing_port=server.port, **{"outgoing_connections": 1} | fields)

    return make


@pytest.mark.parametrize("offers", [OFFERS, BARE], ids=["pipelined", "one by one"])
@pytest.mark.parametrize(
    ("line", "answer", "expected"),
    [
        (rb"^MAIL", b"451 4.3.0 Later\r\n", ["deferred", "deferred"]),
        (rb"^MAIL", b"552 5.3.4 Too big\r\n", ["failed", "failed"]),
        (rb"^RCPT TO:<anna", b"550 5.1.1 No such user\r\n", ["failed", "sent"]),
        (rb"^RCPT TO:<ben", b"450 4.2.0 Greylisted\r\n", ["sent", "deferred"]),
        (rb"^RCPT", b"550 5.1.1 No such user\r\n", ["failed", "failed"]),
        (rb"^DATA", b"451 4.3.0 Later\r\n", ["deferred", "deferred"]),
        (rb"^DATA", b"554 5.5.1 No\r\n", ["failed", "failed"]),
        (rb"^\.$", b"452 4.3.1 Full\r\n", ["deferred", "deferred"]),
        (rb"^\.$", b"554 5.7.1 Spam\r\n", ["failed", "failed"]),
        (rb"^\.$", b"250 2.0.0 Queued \0 as 1\r\n", ["sent", "sent"]),
        (rb"^\.$", b"554 5.7.1 Sp\0m\r\n", ["failed", "failed"]),
        (rb"^\.$", CLOSE, ["uncertain", "uncertain"]),
        (rb"^DATA", CLOSE, ["deferred", "deferred"]),
        (rb"^RCPT", CLOSE, ["deferred", "deferred"]),
    ],
)
def test_an_answer_at_any_step_decides_for_those_it_is_about(
    line, answer, expected, offers, sends_to
) -> None:
    with script((line, answer), offers=offers) as server:
        mail = queued(sends_to(server))
        dispatch_now(mail.alias)
    assert states(mail) == expected
    assert not Attempt.objects.filter(outcome="").exists()


def test_what_was_refused_leaves_the_connection_fit_for_the_next_mail(sends_to) -> None:
    with script((rb"^RCPT TO:<anna", b"550 5.1.1 No such user\r\n")) as server:
        alias = sends_to(server)
        mails = [queued(alias, to) for to in ("anna@lab.test", "ben@lab.test")]
        dispatch_now(alias)
    assert [states(mail) for mail in mails] == [["failed"], ["sent"]]
    assert (server.accepted, messages(server)) == (1, 1)


@pytest.mark.parametrize(("answer", "empty"), [(b"354 Go on", 1), (b"554 5.5.1 Nobody", 0)])
def test_a_server_that_waits_for_a_message_to_nobody_gets_an_empty_one(
    answer, empty, sends_to
) -> None:
    nobody = (rb"^RCPT TO:<anna", b"550 5.1.1 No such user\r\n")
    with script(nobody, (rb"^DATA", answer + b"\r\n", b"354 Go on\r\n")) as server:
        alias = sends_to(server)
        mails = [queued(alias, to) for to in TO]
        dispatch_now(alias)
    assert [states(mail) for mail in mails] == [["failed"], ["sent"]]
    assert (server.accepted, messages(server), dots(server)) == (1, 1, 1 + empty)


def test_recipients_that_are_too_many_get_a_transaction_of_their_own_at_once(sends_to) -> None:
    crowd = b"452 4.5.3 Too many recipients\r\n", b"250 2.1.5 Ok\r\n"
    with script((rb"^RCPT TO:<ben", *crowd)) as server:
        mail = queued(sends_to(server))
        dispatch_now(mail.alias)
    assert (states(mail), dots(server), Attempt.objects.count()) == (["sent", "sent"], 2, 2)


def test_a_limit_rests_the_alias_and_takes_no_time_from_its_mail(sends_to) -> None:
    with script((rb"^\.$", DAILY, b"250 2.0.0 Ok\r\n")) as server:
        alias = sends_to(server)
        mails = [queued(alias, to) for to in TO]
        job = dispatch_now(alias)
        assert ("limit is reached" in job.error, dots(server)) == (True, 1)
        assert job.not_before > timezone.now() + timedelta(minutes=50)
        assert [states(mail) for mail in mails] == [["deferred"], ["queued"]]
        assert not Recipient.objects.exclude(refused_since=None).exists()
        Recipient.objects.update(next_try_at=timezone.now())
        dispatch_now(alias)
    assert [states(mail) for mail in mails] == [["sent"], ["sent"]]


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (b"554 5.2.252 SendAsDenied\r\n", "configuration"),
        (b"535 5.7.8 Bad credentials\r\n", "credentials"),
    ],
)
def test_a_refused_sender_stops_the_alias_and_its_mail_waits(sends_to, answer, cause) -> None:
    with script((rb"^MAIL", answer)) as server:
        alias = sends_to(server)
        mails = [queued(alias, to) for to in TO]
        job = dispatch_now(alias)
    assert (job.cause, job.condition) == (cause, "failing")
    assert [states(mail) for mail in mails] == [["deferred"], ["queued"]]


def test_a_session_that_ends_in_the_middle_costs_no_mail(sends_to) -> None:
    busy = b"421 4.3.2 Too many connections\r\n"
    with script((rb"^MAIL", b"250 Ok\r\n", busy, b"250 Ok\r\n")) as server:
        alias = sends_to(server)
        mails = [queued(alias, f"box{number}@lab.test") for number in range(3)]
        job = dispatch_now(alias)
        assert [states(mail) for mail in mails] == [["sent"], ["deferred"], ["queued"]]
        assert "421" in job.error
        Recipient.objects.exclude(state="sent").update(next_try_at=timezone.now())
        dispatch_now(alias)
    assert ([states(mail) for mail in mails], dots(server)) == ([["sent"]] * 3, 3)


def test_a_lost_connection_is_replaced_within_the_run(sends_to) -> None:
    with script((rb"^MAIL", CLOSE, b"250 Ok\r\n")) as server:
        alias = sends_to(server)
        mails = [queued(alias, f"box{number}@lab.test") for number in range(3)]
        job = dispatch_now(alias)
    assert [states(mail) for mail in mails] == [["deferred"], ["sent"], ["sent"]]
    assert (job.error, server.accepted) == ("", 2)


def test_a_server_that_hangs_up_behind_each_mail_defers_none(sends_to) -> None:
    with script((rb"^MAIL", b"250 Ok\r\n", CLOSE, b"250 Ok\r\n", CLOSE, b"250 Ok\r\n")) as server:
        alias = sends_to(server)
        mails = [queued(alias, f"box{number}@lab.test") for number in range(3)]
        job = dispatch_now(alias)
    assert [states(mail) for mail in mails] == [["sent"]] * 3
    assert (job.error, server.accepted, dots(server)) == ("", 3, 3)


def test_a_mail_too_big_for_the_server_is_told_so_before_it_is_sent(sends_to) -> None:
    with script() as server:
        mail = queued(sends_to(server), text="a line of the mail\n" * 6000)
        dispatch_now(mail.alias)
    assert states(mail) == ["failed", "failed"]
    assert "this server takes 100,000" in mail.recipients.first().answer
    assert not [line for line in server.received if line.startswith(b"MAIL")]


def test_letters_as_they_are_are_refused_in_words_where_the_server_takes_none(sends_to) -> None:
    with script(offers=BARE) as server:
        alias = sends_to(server, outgoing_encoding="plain")
        mail = queued(alias, text="Grüße\n")
        dispatch_now(alias)
    assert states(mail) == ["failed", "failed"]
    assert "5.6.3" in mail.recipients.first().answer


def test_an_address_beyond_ascii_is_refused_alone(sends_to) -> None:
    with script() as server:
        mail = queued(sends_to(server), "jürgen@lab.test", "anna@bücher.example")
        dispatch_now(mail.alias)
    assert states(mail) == ["failed", "sent"]
    assert "5.6.7" in mail.recipients.first().answer
    assert any(b"<anna@xn--bcher-kva.example>" in line for line in server.received)


def test_reports_are_asked_for_where_the_server_makes_them(sends_to) -> None:
    with script() as server:
        dispatch_now(queued(sends_to(server), "a+b@lab.test").alias)
    (line,) = (one for one in server.received if one.startswith(b"RCPT"))
    assert line == b"RCPT TO:<a+b@lab.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb@lab.test"


@pytest.mark.parametrize(("days", "state"), [(1, "deferred"), (3, "failed")])
def test_passing_refusals_are_tried_for_as_long_as_the_partition_says(
    days, state, sends_to
) -> None:
    with script((rb"^RCPT", b"451 4.3.0 Later\r\n")) as server:
        mail = queued(sends_to(server), TO[0])
        dispatch_now(mail.alias)
        ago = timezone.now() - timedelta(days=days)
        Recipient.objects.update(refused_since=ago, next_try_at=timezone.now())
        dispatch_now(mail.alias)
    assert states(mail) == [state]


def test_a_server_that_is_back_after_an_hour_gets_the_mail_once(sends_to) -> None:
    with script((rb"^RCPT", b"451 4.3.0 Later\r\n", b"250 Ok\r\n")) as server:
        mail = queued(sends_to(server), TO[0])
        dispatch_now(mail.alias)
        dispatch_now(mail.alias)
        assert (states(mail), messages(server)) == (["deferred"], 0)
        Recipient.objects.update(next_try_at=timezone.now())
        dispatch_now(mail.alias)
    assert (states(mail), messages(server)) == (["sent"], 1)


def test_what_is_uncertain_is_sent_once_more_where_the_partition_says_so(sends_to) -> None:
    Partition.objects.update(uncertain_again_minutes=10)
    with script((rb"^\.$", CLOSE)) as server:
        mail = queued(sends_to(server), TO[0])
        Partition.objects.update(uncertain_again_minutes=10)
        for _ in range(4):
            dispatch_now(mail.alias)
            Recipient.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())
    assert (states(mail), dots(server)) == (["uncertain"], 2)
    ids = {line for line in server.received if line.startswith(b"Message-ID")}
    assert len(ids) == 1


def test_what_is_uncertain_waits_for_a_person_otherwise(sends_to) -> None:
    with script((rb"^\.$", CLOSE)) as server:
        mail = queued(sends_to(server), TO[0])
        dispatch_now(mail.alias)
        dispatch_now(mail.alias)
    assert (states(mail), dots(server)) == (["uncertain"], 1)
    assert mail.recipients.get().next_try_at is None


def test_an_alias_with_an_interval_rests_between_its_runs(sends_to) -> None:
    with script() as server:
        alias = sends_to(server, outgoing_interval_seconds=600)
        queued(alias, TO[0])
        job = dispatch_now(alias)
        assert timedelta(minutes=9) < job.not_before - timezone.now() < timedelta(minutes=10)
        queued(alias, TO[1])
        Job.objects.filter(alias=alias, direction=Direction.DISPATCH).update(
            next_due_at=timezone.now()
        )
        from workers import tasks

        tasks.dispatch(alias.pk)
        assert dots(server) == 1


def test_an_alias_sends_no_more_mails_a_minute_than_it_may(sends_to) -> None:
    with script() as server:
        alias = sends_to(server, outgoing_per_minute=3)
        for number in range(5):
            queued(alias, f"box{number}@lab.test")
        job = dispatch_now(alias)
        assert dots(server) == 3
        assert timezone.now() < job.not_before < timezone.now() + timedelta(minutes=1)
        Recipient.objects.filter(state="sent").update(
            sent_at=timezone.now() - timedelta(seconds=61)
        )
        dispatch_now(alias)
    assert dots(server) == 5


def test_a_silent_connection_holds_up_no_other(make_alias, postfix, dovecot) -> None:
    to = dovecot.mailbox()
    silent = Rule("server", "stall", "^354", nth=2, times=1)
    with FaultProxy((postfix.host, postfix.port["smtp"]), [silent]) as proxy:
        alias = make_alias(outgoing_port=proxy.port, outgoing_timeout=3)
        for _ in range(40):
            queued(alias, to)
        dispatch_now(alias)
    # What it did not answer has gone over another one.
    assert (silent.fired, Recipient.objects.filter(state="sent").count()) == (1, 40)
    wait_until(lambda: dovecot.count(to) == 40, seconds=20)
