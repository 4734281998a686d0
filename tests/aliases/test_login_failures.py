"""The login test of the console against real servers: each failure has its cause and remedy."""

import json

import pytest
from django.test import Client

from aliases import connections
from departments.models import Department
from tests.aliases.trying import NEW, failure, passed, steps
from tests.mailcenter.pages import body
from tests.mailcenter.people import Values
from tests.servers import dovecot as addresses
from tests.servers.dovecot import Dovecot
from tests.servers.faults import BlackHole, closed_port
from tests.servers.postfix import Postfix

pytestmark = pytest.mark.real

SECRET = "quagga-8f2c"


def test_a_wrong_password_is_named_as_such(console: Client, incoming: Values):
    wrong = {"incoming_secret": SECRET, "incoming_secret_again": SECRET}
    failed = failure(steps(console, incoming | wrong))
    assert failed["step"] == "authentication"
    assert failed["likely"]
    assert failed["remedy"]
    assert "AUTHENTICATIONFAILED" in failed["answer"]


def test_a_wrong_password_of_the_sending_server_is_named_as_such(console: Client, outgoing: Values):
    wrong = {"outgoing_secret": SECRET, "outgoing_secret_again": SECRET}
    failed = failure(steps(console, outgoing | wrong, "outgoing"))
    assert (failed["step"], failed["answer"][:3]) == ("authentication", "535")
    assert failed["remedy"]


@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
def test_a_closed_port_is_told_from_a_silent_server(
    console: Client, incoming: Values, outgoing: Values, monkeypatch, direction: str
):
    monkeypatch.setattr(connections, "INCOMING_TIMEOUT", 1.0)
    values = (incoming if direction == "incoming" else outgoing) | {"outgoing_timeout": 1}
    closed = steps(console, values | {f"{direction}_port": closed_port()}, direction)
    with BlackHole() as hole:
        silent = steps(console, values | {f"{direction}_port": hole.port}, direction)
    assert failure(closed)["step"] == "connect"
    assert "Nothing accepts connections" in failure(closed)["likely"]
    assert failure(silent)["step"] == "greeting"
    assert "did not answer within 1 second" in failure(silent)["likely"]


def test_an_impossible_server_name_is_named(console: Client, incoming: Values):
    failed = failure(steps(console, incoming | {"incoming_host": "mail..lab"}))
    assert failed["step"] == "resolve"
    assert "mail..lab” is not a possible server name" in failed["likely"]


CERTIFICATES = [
    (addresses.CERT_EXPIRED, "expired", "renewed"),
    (addresses.CERT_SELF_SIGNED, "self-signed", "CA bundle"),
    (addresses.CERT_WRONG_HOST, "not valid for", "name that stands in the server's certificate"),
]


@pytest.mark.parametrize(("host", "why", "remedy"), CERTIFICATES)
@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
def test_a_bad_certificate_ends_the_test_with_its_reason(
    console: Client, incoming: Values, outgoing: Values, direction: str, host, why, remedy
):
    values = (incoming if direction == "incoming" else outgoing) | {f"{direction}_host": host}
    failed = failure(steps(console, values, direction))
    assert failed["step"] == "encryption"
    assert why in failed["likely"]
    assert remedy in failed["remedy"]


def test_a_certificate_of_an_unknown_authority_is_refused(
    console: Client, incoming: Values, company: Department
):
    company.partition.ca_bundle = ""
    company.partition.save()
    failed = failure(steps(console, incoming))
    assert failed["step"] == "encryption"
    assert "unable to get local issuer" in failed["likely"]
    assert "CA bundle of the partition" in failed["remedy"]


def test_without_verification_any_certificate_will_do_and_it_says_so(
    console: Client, incoming: Values
):
    values = incoming | {"incoming_host": addresses.CERT_EXPIRED}
    del values["incoming_verify"]
    lines = steps(console, values)
    assert passed(lines)[-1] == "quit"
    assert "NOT verified" in json.dumps(lines)


def test_a_missing_folder_is_named(console: Client, incoming: Values):
    failed = failure(steps(console, incoming | {"folder": "Nowhere"}))
    assert failed["step"] == "folder"
    assert "Nowhere" in failed["likely"] + failed["answer"]
    assert failed["remedy"]


def test_encryption_that_is_not_offered_is_no_reason_to_go_without(
    console: Client, incoming: Values, dovecot: Dovecot, mailbox: str
):
    failed = failure(steps(console, incoming | {"incoming_host": addresses.NO_TLS}))
    assert (failed["step"], bool(failed["likely"])) == ("encryption", True)
    assert "STARTTLS" in failed["likely"]
    assert dovecot.logins(mailbox) + dovecot.refused_logins(mailbox) == 0


def test_a_sending_server_without_encryption_gets_no_password(
    console: Client, outgoing: Values, postfix: Postfix
):
    bare = {"outgoing_port": postfix.port["smtp_bare"]}
    failed = failure(steps(console, outgoing | bare, "outgoing"))
    assert failed["step"] == "encryption"
    assert "STARTTLS" in failed["likely"]


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_tls_to_a_port_that_speaks_plainly_is_told(
    console: Client, incoming: Values, dovecot: Dovecot, protocol: str
):
    chosen = {"incoming_protocol": protocol, "incoming_port": dovecot.port[protocol]}
    failed = failure(steps(console, incoming | chosen | {"incoming_encryption": "tls"}))
    assert failed["step"] == "encryption"
    assert "does not speak TLS from the start" in failed["likely"]
    assert "STARTTLS" in failed["remedy"]


def test_a_server_that_wants_encryption_first_is_understood(console: Client, incoming: Values):
    plain = {"incoming_encryption": "none", "incoming_allow_clear": "on"}
    host = {"incoming_host": addresses.TLS_REQUIRED}
    failed = failure(steps(console, incoming | plain | host))
    assert failed["step"] == "authentication"
    assert "TLS" in failed["likely"] + failed["remedy"]


@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
def test_broken_certificates_of_the_partition_are_named(
    console: Client, incoming: Values, outgoing: Values, company: Department, direction: str
):
    company.partition.ca_bundle = (
        "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n"
    )
    company.partition.save()
    values = incoming if direction == "incoming" else outgoing
    failed = failure(steps(console, values, direction))
    assert failed["step"] == "encryption"
    assert "CA" in failed["likely"] + failed["remedy"]


@pytest.mark.parametrize("what", ["incoming_user", "folder", "incoming_host"])
def test_a_line_end_reaches_no_server(console: Client, incoming: Values, what: str):
    answer = console.post(f"{NEW}incoming/", incoming | {what: "x\r\na DELETE INBOX"})
    text = body(answer)
    assert answer.status_code == 400 or '"state": "failed"' in text
    assert "BAD" not in text
