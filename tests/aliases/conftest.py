"""Alias forms for the real servers, good as they are."""

import pytest
from django.test import Client

from aliases.models import Alias
from departments.models import Department
from tests.aliases.filled import ESMTP, SECRETS
from tests.mailcenter.people import ADD, Values, typed
from tests.servers.certificates import Certificates
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.postfix import Postfix


@pytest.fixture
def company(root: Department, certificates: Certificates) -> Department:
    """The department whose partition knows the test's certificate authority."""
    root.partition.ca_bundle = certificates.ca.read_text()
    root.partition.save()
    return root


@pytest.fixture
def incoming(company: Department, dovecot: Dovecot, mailbox: str) -> Values:
    """IMAP with STARTTLS at Dovecot; good as it is."""
    return typed(
        company,
        address=mailbox,
        incoming_host="127.0.0.1",
        incoming_port=dovecot.port["imap"],
        incoming_encryption="starttls",
        incoming_user=mailbox,
    )


@pytest.fixture
def outgoing(company: Department, postfix: Postfix, mailbox: str) -> Values:
    """Submission with STARTTLS and authentication at Postfix; good as it is."""
    return typed(
        company,
        address=mailbox,
        outgoing_protocol="esmtp",
        outgoing_host="127.0.0.1",
        outgoing_port=postfix.port["submission"],
        outgoing_encryption="starttls",
        outgoing_user=mailbox,
        outgoing_secret=PASSWORD,
        outgoing_secret_again=PASSWORD,
        outgoing_timeout=5,
    )


@pytest.fixture
def saved(console: Client, root: Department) -> Alias:
    """Saved by the form, with a password in both directions."""
    console.post(ADD, typed(root, **SECRETS, **ESMTP))
    return Alias.objects.get()
