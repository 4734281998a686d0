"""A hunt for sentinels: passwords must not turn up where people or programs can read them."""

import logging

import pytest
from django.core import serializers
from django.test import Client

from activities import queueing
from aliases.jobs import Job
from aliases.models import Alias
from tests.stock import dispatch_now, message, retrieve_now

pytestmark = [pytest.mark.real, pytest.mark.django_db(transaction=True)]

SENTINEL = "s3ntinel-P4ss"


@pytest.fixture
def keeper(make_alias, mailbox, dovecot, postfix, certificates) -> Alias:
    """An alias whose wrong passwords are the sentinel, on servers that really ask for them."""
    alias = make_alias(
        mailbox,
        incoming_host="localhost",
        incoming_user=mailbox,
        incoming_port=dovecot.port["imap"],
        incoming_password=SENTINEL,
        outgoing_protocol="esmtp",
        outgoing_host="localhost",
        outgoing_encryption="starttls",
        outgoing_port=postfix.port["submission"],
        outgoing_user=mailbox,
        outgoing_password=SENTINEL,
    )
    alias.department.partition.ca_bundle = certificates.ca.read_text()
    alias.department.partition.save()
    return alias


def test_no_log_line_and_no_error_holds_a_password(keeper, dovecot, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        dovecot.append(keeper.address, [message()])
        queueing.queue(queueing.Draft("s", "t", [keeper.address]), keeper)
        retrieve_now(keeper)
        dispatch_now(keeper)
    errors = "".join(Job.objects.values_list("error", flat=True))
    assert "user name or the password" in errors
    assert SENTINEL not in errors
    assert caplog.text
    assert SENTINEL not in caplog.text


def test_no_page_holds_a_password(keeper, administrator) -> None:
    browser = Client()
    browser.force_login(administrator)
    keeper.name = "changed"
    keeper.save()
    history = keeper.history.first()
    pages = [
        f"/console/aliases/alias/{keeper.pk}/change/",
        f"/console/aliases/alias/{keeper.pk}/history/",
        f"/console/aliases/alias/{keeper.pk}/history/{history.history_id}/",
        "/console/aliases/alias/",
        "/console/",
    ]
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        assert SENTINEL not in answer.content.decode()
        assert keeper.incoming_password.token not in answer.content.decode()


def test_no_export_and_no_representation_holds_a_password(keeper) -> None:
    text = serializers.serialize("json", [keeper]) + repr(keeper.__dict__) + str(keeper)
    text += serializers.serialize("json", keeper.history.all())
    assert SENTINEL not in text
    assert keeper.incoming_password.token not in text


def test_the_database_holds_no_readable_password(keeper) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT incoming_password, outgoing_password FROM aliases_alias")
        stored = "".join(cursor.fetchone())
    assert SENTINEL not in stored
    assert keeper.incoming_password.reveal() == SENTINEL
