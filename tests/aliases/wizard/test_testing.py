"""The live test inside the wizard, on real Dovecot and Postfix."""

import json

import pytest

from aliases.models import Alias
from aliases.wizard.drafts import AliasDraft
from departments.models import Department
from tests.aliases.wizard.conftest import place
from tests.mailcenter.pages import body
from tests.servers.dovecot import PASSWORD
from tests.stock import message

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def real(servers, root: Department, certificates, dovecot, postfix, mailbox):
    """Step 2 for a mailbox of Dovecot that sends by Postfix."""
    root.partition.ca_bundle = certificates.ca.read_text()
    root.partition.save()
    return servers | {
        "incoming_host": "localhost",
        "incoming_encryption": "starttls",
        "incoming_port": str(dovecot.port["imap"]),
        "incoming_user": mailbox,
        "outgoing_host": "localhost",
        "outgoing_port": str(postfix.port["submission"]),
    }


@pytest.fixture
def draft(begun, mailbox) -> AliasDraft:
    return begun(address=mailbox)


def tried(browser, draft: AliasDraft, values, direction: str) -> list[dict]:
    answer = browser.post(place(draft, f"test/{direction}"), values)
    assert answer.status_code == 200, body(answer)
    text = body(answer)
    assert PASSWORD not in text
    return [json.loads(line) for line in text.splitlines()]


def test_two_passed_tests_let_the_alias_be_activated_without_a_reason(browser, draft, real):
    assert tried(browser, draft, real, "incoming")[-1] == {"state": "end"}
    tried(browser, draft, real, "outgoing")
    browser.post(place(draft, "servers"), real)
    browser.post(place(draft, "summary"), {"do": "activate"})
    assert Alias.objects.get().status == "active"


def test_the_test_tells_how_much_mail_lies_there_since_when(browser, draft, real, dovecot, mailbox):
    dovecot.append(mailbox, [message() for _ in range(3)])
    lines = tried(browser, draft, real, "incoming")
    assert "3 messages in the mailbox, the oldest from 2" in lines[-2]["detail"]
    assert "3 messages in the mailbox" in body(browser.get(place(draft, "servers")))
    assert dovecot.count(mailbox) == 3


def test_pop3_tells_it_too(browser, draft, real, dovecot, mailbox):
    dovecot.append(mailbox, [message(Date="Sat, 01 Feb 2025 12:00:00 +0000")])
    pop3 = {"incoming_protocol": "pop3", "incoming_port": str(dovecot.port["pop3"])}
    lines = tried(browser, draft, real | pop3, "incoming")
    assert lines[-2]["detail"] == "1 message in the mailbox, the oldest from 2025-02-01."


def test_the_kept_password_is_used_where_none_is_typed(browser, draft, real):
    browser.post(place(draft, "servers"), real)
    empty = {"incoming_secret": "", "incoming_secret_again": ""}
    lines = tried(browser, draft, real | empty, "incoming")
    assert "failed" not in {line["state"] for line in lines}


def test_a_failed_test_is_remembered_until_the_values_change(browser, draft, real):
    wrong = {"incoming_secret": "quagga", "incoming_secret_again": "quagga"}
    lines = tried(browser, draft, real | wrong, "incoming")
    assert "failed" in {line["state"] for line in lines}
    assert "test failed" in body(browser.get(place(draft, "summary")))
    browser.post(place(draft, "servers"), real)
    assert "changed since the test" in body(browser.get(place(draft, "summary")))


def test_errors_in_the_fields_are_named_instead_of_testing(browser, draft, real):
    answer = browser.post(place(draft, "test/incoming"), real | {"incoming_port": "many"})
    assert answer.status_code == 400
    assert "Enter a whole number." in answer.json()["errors"]["Port"]


def test_what_stands_in_the_form_is_kept_by_a_test(browser, draft, real):
    tried(browser, draft, real | {"folder": "INBOX", "backlog": "everything"}, "incoming")
    draft.refresh_from_db()
    assert draft.values["backlog"] == "everything"


def test_nobody_tests_without_the_permission(browser, clerk, draft, real):
    clerk.user_permissions.filter(codename="test_alias").delete()
    assert browser.post(place(draft, "test/incoming"), real).status_code == 403
    assert "You may not test connections" in body(browser.get(place(draft, "servers")))


def test_there_are_only_two_directions_and_only_post(browser, draft, real):
    assert browser.post(place(draft, "test/sideways"), real).status_code == 404
    assert browser.get(place(draft, "test/incoming")).status_code == 405
