"""The login test of a partition's default SMTP server, against a real Postfix."""

import pytest
from django.test import Client

from departments.models import Department, Partition, Trial
from tests.aliases.trying import failure, passed
from tests.mailcenter.people import Values, staff
from tests.servers.dovecot import PASSWORD
from tests.servers.postfix import Postfix

pytestmark = pytest.mark.real


@pytest.fixture
def server(company: Department, postfix: Postfix, mailbox: str) -> Values:
    """The partition's form as a person fills it in: submission with STARTTLS at Postfix."""
    return {
        "name": company.partition.name,
        "default_format": "text",
        "system_sender": "default",
        "default_from": mailbox,
        "ca_bundle": company.partition.ca_bundle,
        "private_networks": "on",
        "outgoing_protocol": "esmtp",
        "outgoing_encryption": "starttls",
        "outgoing_host": "127.0.0.1",
        "outgoing_port": postfix.port["submission"],
        "outgoing_verify": "on",
        "outgoing_method": "automatic",
        "outgoing_encoding": "encoded",
        "outgoing_user": mailbox,
        "outgoing_secret": PASSWORD,
        "outgoing_secret_again": PASSWORD,
        "outgoing_without_authentication": "never",
        "outgoing_timeout": 5,
        "outgoing_megabytes": 25,
        "outgoing_charset": "utf-8",
    }


def url(partition: Partition) -> str:
    return f"/console/departments/partition/{partition.pk}/test/outgoing/"


def lines(client: Client, partition: Partition, values: Values) -> list[dict]:
    import json

    answer = client.post(url(partition), values)
    assert answer.status_code == 200, answer.content
    text = answer.getvalue().decode()
    assert str(values["outgoing_secret"]) not in text
    return [json.loads(line) for line in text.splitlines()][:-1]


def test_the_default_server_is_tried_step_by_step_before_it_is_saved(
    console: Client, company: Department, server: Values
):
    found = lines(console, company.partition, server)
    assert {"encryption", "authentication", "sender", "quit"} - set(passed(found)) <= {"quit"}
    assert not Partition.objects.get(pk=company.partition_id).outgoing_host
    assert Trial.objects.get().what == "outgoing"


def test_a_wrong_password_is_told_with_its_field(
    console: Client, company: Department, server: Values
):
    wrong = {"outgoing_secret": "quagga-8f2c", "outgoing_secret_again": "quagga-8f2c"}
    failed = failure(lines(console, company.partition, server | wrong))
    assert (failed["step"], failed["field"]) == ("authentication", "outgoing_secret")


def test_a_stored_password_goes_to_no_other_server(
    console: Client, company: Department, server: Values
):
    for name in ("host", "port", "user", "protocol", "encryption"):
        setattr(company.partition, f"outgoing_{name}", server[f"outgoing_{name}"])
    company.partition.outgoing_password = PASSWORD
    company.partition.save()
    kept = server | {"outgoing_secret": "", "outgoing_secret_again": ""}
    answer = console.post(url(company.partition), kept | {"outgoing_host": "127.0.0.2"})
    assert answer.status_code == 400
    assert "type the password again" in str(answer.json()["errors"])


def test_without_a_server_there_is_nothing_to_test(
    console: Client, company: Department, server: Values
):
    answer = console.post(url(company.partition), server | {"outgoing_host": ""})
    assert answer.status_code == 400
    assert answer.json()["fields"] == {"Server": "outgoing_host"}


def test_it_needs_the_permission_and_the_partition(company: Department, server: Values, sign_in):
    clerk = sign_in(staff("clerk", company, may="view_partition change_partition"))
    assert clerk.post(url(company.partition), server).status_code == 403
    stranger = sign_in(staff("stranger"))
    assert stranger.post(url(company.partition), server).status_code == 404
    assert clerk.get(url(company.partition)).status_code == 405


def test_the_page_of_the_partition_offers_the_test(console: Client, company: Department):
    page = console.get(f"/console/departments/partition/{company.partition_id}/change/")
    assert url(company.partition) in page.content.decode()
