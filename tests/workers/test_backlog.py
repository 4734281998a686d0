"""What becomes of the mail that lies in a mailbox when it is first retrieved, on real Dovecot."""

import imaplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from email.utils import parsedate_to_datetime

import pytest
from django.utils import timezone

from activities.models import Activity, RawMessage, ServerCopy, WaterMark
from aliases.incoming import Backlog
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.faults import FaultProxy, Rule
from tests.stock import message, retrieve_now

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

OLD = "Sat, 01 Feb 2025 12:00:00 +0000"
LATER = "Sun, 01 Mar 2026 12:00:00 +0000"


@pytest.fixture(params=["imap", "pop3"])
def any_alias(request, make_alias, mailbox, dovecot):
    port = dovecot.port[request.param]
    values = {"incoming_user": mailbox, "incoming_port": port, "backlog": Backlog.NOW}
    return make_alias(mailbox, incoming_protocol=request.param, **values)


@contextmanager
def looking(dovecot: Dovecot, address: str) -> Iterator[imaplib.IMAP4]:
    with imaplib.IMAP4(dovecot.host, dovecot.port["imap"]) as session:
        session.login(address, PASSWORD)
        yield session


@pytest.fixture
def appended(dovecot: Dovecot) -> Callable[[str, dict[str, str]], None]:
    """Puts messages into a mailbox that came on given days, by subject."""

    def append(address: str, days: dict[str, str]) -> None:
        with looking(dovecot, address) as session:
            for subject, day in days.items():
                came = parsedate_to_datetime(day)
                session.append("INBOX", "", came, message(subject, Date=day))

    return append


def flags(dovecot: Dovecot, address: str) -> list[list[str]]:
    """Those of each message; without \\Recent, which every visit takes away."""
    with looking(dovecot, address) as session:
        session.select("INBOX", readonly=True)
        answers = session.fetch("1:*", "FLAGS")[1]
    found = [imaplib.ParseFlags(one) for one in answers]
    return [sorted(one.decode() for one in some if one != b"\\Recent") for some in found]


def subjects() -> list[str]:
    return sorted(Activity.objects.values_list("subject", flat=True))


def test_a_thousand_old_messages_stay_as_they_are_and_the_next_one_comes_in(any_alias, dovecot):
    dovecot.append(any_alias.address, [message("Old") for _ in range(1_000)])
    before = flags(dovecot, any_alias.address)
    job = retrieve_now(any_alias)
    assert (job.error, job.found, RawMessage.objects.count()) == ("", 0, 0)
    dovecot.append(any_alias.address, [message("New")])
    assert retrieve_now(any_alias).error == ""
    assert subjects() == ["New"]
    assert len(before) == 1_000
    assert flags(dovecot, any_alias.address) == before


@pytest.mark.parametrize("port", ["imap", "pop3"])
def test_the_server_is_sent_no_change_when_old_mail_is_left(port, make_alias, mailbox, dovecot):
    dovecot.append(mailbox, [message() for _ in range(3)])
    refuse = Rule(
        "client",
        "answer",
        r"^(\S+ UID (FETCH .*BODY|STORE|MOVE|COPY|EXPUNGE)|RETR|DELE)",
        nth=0,
        text="-ERR a test forbids it",
    )
    with FaultProxy((dovecot.host, dovecot.port[port]), [refuse]) as proxy:
        values = {"incoming_user": mailbox, "incoming_port": proxy.port, "backlog": Backlog.NOW}
        alias = make_alias(mailbox, incoming_protocol=port, **values)
        assert [retrieve_now(alias).error for _ in range(2)] == ["", ""]
    assert dovecot.count(mailbox) == 3


def test_mail_since_a_day_is_retrieved_and_older_mail_is_left(any_alias, dovecot, appended):
    any_alias.backlog, any_alias.backlog_since = Backlog.SINCE, date(2026, 3, 1)
    any_alias.save()
    appended(any_alias.address, {"Before": OLD, "That day": LATER, "Before again": OLD})
    assert retrieve_now(any_alias).error == ""
    assert subjects() == ["That day"]
    assert retrieve_now(any_alias).found == 0
    assert dovecot.count(any_alias.address) == 2


def test_where_all_mail_is_older_the_next_one_comes_in(any_alias, dovecot, appended):
    any_alias.backlog, any_alias.backlog_since = Backlog.SINCE, date(2026, 3, 2)
    any_alias.save()
    appended(any_alias.address, {"One": OLD, "Two": LATER})
    retrieve_now(any_alias)
    dovecot.append(any_alias.address, [message("New")])
    retrieve_now(any_alias)
    assert (subjects(), dovecot.count(any_alias.address)) == (["New"], 2)


def test_everything_is_retrieved_where_that_was_the_answer(any_alias, dovecot):
    any_alias.backlog = Backlog.EVERYTHING
    any_alias.save()
    dovecot.append(any_alias.address, [message("One"), message("Two")])
    retrieve_now(any_alias)
    assert (subjects(), dovecot.count(any_alias.address)) == (["One", "Two"], 0)


def test_the_question_is_settled_once(any_alias, dovecot):
    before = timezone.now()
    retrieve_now(any_alias)
    any_alias.refresh_from_db()
    settled = any_alias.backlog_settled_at
    assert settled > before
    retrieve_now(any_alias)
    any_alias.refresh_from_db()
    assert any_alias.backlog_settled_at == settled


def test_a_mailbox_that_cannot_be_opened_settles_nothing(any_alias, dovecot):
    any_alias.incoming_password = "quagga"
    any_alias.save()
    assert retrieve_now(any_alias).error
    any_alias.refresh_from_db()
    assert any_alias.backlog_settled_at is None
    assert not ServerCopy.objects.exists()


def test_another_folder_is_asked_about_anew(alias, dovecot):
    alias.backlog = Backlog.NOW
    alias.save()
    retrieve_now(alias)
    dovecot.append(alias.address, [message("Old")], folder="Other")
    alias.refresh_from_db()
    alias.folder = "Other"
    alias.save()
    retrieve_now(alias)
    dovecot.append(alias.address, [message("New")], folder="Other")
    retrieve_now(alias)
    assert subjects() == ["New"]


def test_old_mail_stays_left_when_the_server_numbers_a_folder_anew(alias, dovecot, appended):
    alias.backlog = Backlog.NOW
    alias.save()
    appended(alias.address, {"Old": OLD})
    retrieve_now(alias)
    WaterMark.objects.update(epoch=1)
    dovecot.append(alias.address, [message("New")])
    retrieve_now(alias)
    assert (subjects(), dovecot.count(alias.address)) == (["New"], 1)
