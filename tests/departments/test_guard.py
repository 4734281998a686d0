"""A copy of the database neither retrieves nor sends until a person confirms it (OP-6, P46)."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from activities import queueing
from aliases.jobs import Direction, Job
from departments import guard
from departments.models import Installation
from tests.mailcenter.pages import body
from tests.mailcenter.people import staff
from tests.servers.faults import FaultProxy
from tests.stock import dispatch_now, message, retrieve_now
from workers import due

CONFIRM = "/console/departments/partition/production/"


@pytest.fixture(autouse=True)
def _fresh():
    """What was believed a moment ago is forgotten, before and after."""
    guard.forget()
    yield
    guard.forget()


@pytest.fixture
def copied(db, settings):
    """The database of an installation, in another environment."""
    settings.INSTALLATION = "db.production.test"
    guard.remember()
    settings.INSTALLATION = "db.copy.test"
    guard.forget()


def test_an_installation_that_never_started_is_no_copy(db):
    assert guard.is_production()


def test_the_first_start_takes_down_the_environment(db):
    call_command("prepare")
    assert guard.is_production()
    assert Installation.objects.count() == 1


def test_another_environment_is_a_copy(copied):
    assert not guard.is_production()


def test_a_later_start_does_not_confirm_a_copy(copied):
    call_command("prepare")
    guard.forget()
    assert not guard.is_production()


def test_the_database_elsewhere_is_a_copy(db, monkeypatch):
    guard.remember()
    monkeypatch.setattr(guard, "database_identity", lambda: "another cluster")
    guard.forget()
    assert not guard.is_production()


def test_without_a_name_the_place_of_the_database_counts(db, settings):
    settings.INSTALLATION = ""
    name = str(settings.DATABASES["default"]["NAME"])
    assert name.rpartition("/")[2] in guard.environment()


def test_the_row_names_neither_host_nor_database(copied):
    row = Installation.objects.values().get()
    assert "production" not in str(row)


def test_nothing_is_claimed_in_a_copy(copied, make_alias):
    make_alias()
    assert due.claim(Direction.RETRIEVE, timezone.now()) == []
    assert Job.objects.filter(claimed_until=None).count() == 2


@pytest.mark.real
@pytest.mark.django_db(transaction=True)
def test_a_copy_connects_to_no_mail_server_until_it_is_confirmed(
    copied, administrator, alias, dovecot, postfix
):
    dovecot.append(alias.address, [message()])
    with (
        FaultProxy(("127.0.0.1", dovecot.port["imap"])) as inbox,
        FaultProxy(("127.0.0.1", postfix.port["smtp"])) as relay,
    ):
        alias.incoming_port, alias.outgoing_port = inbox.port, relay.port
        alias.save()
        queueing.queue(queueing.Draft("Hello", "text", ["chris@customers.test"]), alias)
        retrieve_now(alias)
        dispatch_now(alias)
        assert (inbox.accepted, relay.accepted) == (0, 0)
        guard.confirm(administrator)
        assert retrieve_now(alias).done == 1
        dispatch_now(alias)
        assert (inbox.accepted, relay.accepted) == (1, 1)


def test_every_page_of_a_copy_says_so(copied, console, root):
    for page in ("", "aliases/alias/", "aliases/alias/add/", "departments/team/"):
        shown = body(console.get(f"/console/{page}"))
        assert "This is a copy" in shown
        assert CONFIRM in shown


def test_no_page_of_production_does(console, root):
    assert "This is a copy" not in body(console.get("/console/"))


def test_who_may_not_confirm_sees_no_button(copied, root, sign_in):
    client = sign_in(staff("clerk", root, may="view_alias"))
    shown = body(client.get("/console/"))
    assert "This is a copy" in shown
    assert CONFIRM not in shown


def test_confirming_needs_the_right_and_a_post(copied, root, sign_in, console):
    clerk = sign_in(staff("clerk", root, may="view_alias"))
    assert clerk.post(CONFIRM).status_code == 403
    assert console.get(CONFIRM).status_code == 405
    assert not guard.is_production()


def test_a_person_confirms_and_stands_in_the_record(copied, console):
    console.post(CONFIRM)
    assert guard.is_production()
    one = Installation.objects.get()
    assert one.confirmed_by.username == "root"
    assert one.history.latest().history_user == one.confirmed_by
