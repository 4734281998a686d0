"""The login test of the console against real servers: what it tries, tells and leaves alone."""

import pytest
from django.test import Client

from aliases.models import Alias
from departments.models import Department
from tests.aliases.trying import NEW, passed, steps
from tests.mailcenter.people import ADD, Values, staff, stored
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix

pytestmark = pytest.mark.real

IN = ["resolve", "connect", "greeting", "capabilities", "authentication", "folder", "quit"]


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
@pytest.mark.parametrize("encryption", ["none", "starttls", "tls"])
def test_a_mailbox_opens(
    console: Client, incoming: Values, dovecot: Dovecot, protocol: str, encryption: str
):
    port = dovecot.port[protocol + ("s" if encryption == "tls" else "")]
    chosen = {"incoming_protocol": protocol, "incoming_encryption": encryption}
    more = {"incoming_port": port, "incoming_allow_clear": "on"}
    lines = steps(console, incoming | chosen | more)
    assert {"connect", "authentication", "folder", "quit"} <= set(passed(lines))
    assert ("encryption" in passed(lines)) == (encryption != "none")
    assert [one for one in lines if one["state"] == "failed"] == []


def test_each_step_is_told_when_it_begins_and_when_it_is_done(console: Client, incoming: Values):
    lines = steps(console, incoming)
    told = [(one["step"], one["state"]) for one in lines]
    assert [one for one in told if told.count(one) > 2] == []
    assert told[0] == ("resolve", "running")
    assert [step for step in IN if (step, "passed") not in told] == []
    assert all(told.index((step, "running")) < told.index((step, "passed")) for step, _ in told)


@pytest.mark.parametrize(
    ("service", "encryption"),
    [("submission", "starttls"), ("submissions", "tls")],
)
def test_a_server_that_wants_a_login_takes_the_sender(
    console: Client, outgoing: Values, postfix: Postfix, service: str, encryption: str
):
    chosen = {"outgoing_port": postfix.port[service], "outgoing_encryption": encryption}
    lines = steps(console, outgoing | chosen, "outgoing")
    assert {"encryption", "authentication", "sender"} <= set(passed(lines))


def test_a_server_without_login_takes_the_sender(
    console: Client, outgoing: Values, postfix: Postfix
):
    chosen = {"outgoing_port": postfix.port["smtp"], "outgoing_encryption": "none"}
    lines = steps(console, outgoing | chosen | {"outgoing_protocol": "smtp"}, "outgoing")
    assert "sender" in passed(lines)
    assert "authentication" not in passed(lines)


def test_the_encryption_step_says_who_the_server_is(console: Client, incoming: Values):
    lines = steps(console, incoming)
    detail = next(one["detail"] for one in lines if one["step"] == "encryption" and one["detail"])
    assert "TLSv1" in detail
    assert "Test server good" in detail


def test_the_test_changes_nothing_in_the_mailbox(
    console: Client, incoming: Values, dovecot: Dovecot, mailbox: str
):
    dovecot.append(mailbox, [b"Subject: x\r\n\r\nx\r\n"])
    steps(console, incoming)
    assert dovecot.count(mailbox) == 1


def test_the_test_sends_nothing(console: Client, outgoing: Values, postfix: Postfix):
    steps(console, outgoing, "outgoing")
    assert postfix.queued() == 0


def test_the_test_saves_nothing(console: Client, incoming: Values):
    steps(console, incoming)
    assert not Alias.objects.exists()


def test_the_test_of_a_stored_alias_takes_its_stored_password(
    console: Client, incoming: Values, dovecot: Dovecot, mailbox: str
):
    console.post(ADD, incoming)
    alias = Alias.objects.get()
    url = f"/console/aliases/alias/{alias.pk}/test/"
    lines = steps(console, stored(alias, name="Not saved"), url=url)
    assert passed(lines)[-1] == "quit"
    assert Alias.objects.get().name != "Not saved"
    assert dovecot.logins(mailbox) == 1


@pytest.mark.parametrize("what", ["incoming_host", "incoming_port", "incoming_user"])
def test_a_stored_password_is_not_tried_anywhere_else(
    console: Client, incoming: Values, dovecot: Dovecot, mailbox: str, what: str
):
    console.post(ADD, incoming)
    alias = Alias.objects.get()
    other = {"incoming_host": "127.0.0.2", "incoming_port": dovecot.port["imaps"]}
    changed = {what: other.get(what, dovecot.mailbox())}
    answer = console.post(
        f"/console/aliases/alias/{alias.pk}/test/incoming/", stored(alias, **changed)
    )
    assert answer.status_code == 400
    assert "type the password again" in str(answer.json()["errors"]["Password"])
    assert dovecot.logins(mailbox) == 0


def test_a_form_with_errors_is_not_tried(console: Client, incoming: Values):
    answer = console.post(f"{NEW}incoming/", incoming | {"incoming_host": "", "incoming_port": "x"})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"Server", "Port"}


def test_errors_of_the_other_direction_do_not_stand_in_the_way(console: Client, incoming: Values):
    empty = {"outgoing_host": "", "name": "", "maximum_megabytes": "x"}
    assert passed(steps(console, incoming | empty))[-1] == "quit"


def test_only_a_post_tests(console: Client):
    answer = console.get(f"{NEW}incoming/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_there_are_two_directions_only(console: Client, incoming: Values):
    assert console.post(f"{NEW}sideways/", incoming).status_code == 404


def test_a_post_from_another_site_tests_nothing(company, incoming: Values, plain_static):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff("clerk", company))
    assert strict.post(f"{NEW}incoming/", incoming).status_code == 403


@pytest.mark.parametrize("may", ["view_alias change_alias add_alias", "test_alias view_alias"])
def test_testing_needs_its_permission_and_a_new_alias_that_of_adding(
    company, incoming: Values, sign_in, may: str
):
    client = sign_in(staff("clerk", company, may=may))
    assert client.post(f"{NEW}incoming/", incoming).status_code == 403


def test_the_alias_of_another_department_does_not_exist(
    company, make_alias, incoming: Values, sign_in
):
    alias = make_alias()
    beside = Department.objects.create(partition=company.partition, parent=company, name="Beside")
    client = sign_in(staff("clerk", beside))
    url = f"/console/aliases/alias/{alias.pk}/test/incoming/"
    assert client.post(url, incoming).status_code == 404
