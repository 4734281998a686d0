"""Somebody in the middle of making an alias."""

from collections.abc import Callable

import pytest
from django.test import Client

from aliases.wizard.drafts import AliasDraft
from departments.models import Department, User
from tests.mailcenter.people import Values, staff
from tests.servers.dovecot import PASSWORD

START = "/console/aliases/alias/wizard/"


def place(draft: AliasDraft, step: str) -> str:
    return f"{START}{draft.pk}/{step}/"


@pytest.fixture
def clerk(root: Department, db) -> User:
    return staff("clerk", root)


@pytest.fixture
def browser(clerk: User, sign_in) -> Client:
    return sign_in(clerk)


@pytest.fixture
def general(root: Department) -> Values:
    return {
        "department": root.pk,
        "name": "Support",
        "address": "support@lab.test",
        "description": "",
        "do": "next",
    }


@pytest.fixture
def servers() -> Values:
    """Step 2 as a browser sends it, with servers that do not exist."""
    return {
        "incoming_protocol": "imap",
        "incoming_host": "mail.lab.test",
        "incoming_encryption": "tls",
        "incoming_port": "993",
        "incoming_verify": "on",
        "incoming_method": "automatic",
        "incoming_user": "support@lab.test",
        "incoming_secret": PASSWORD,
        "incoming_secret_again": PASSWORD,
        "folder": "INBOX",
        "backlog": "now",
        "backlog_since": "",
        "after_fetch": "delete",
        "after_fetch_folder": "",
        "same_account": "on",
        "outgoing_protocol": "esmtp",
        "outgoing_host": "mail.lab.test",
        "outgoing_encryption": "starttls",
        "outgoing_port": "587",
        "outgoing_verify": "on",
        "outgoing_method": "automatic",
        "outgoing_user": "",
        "outgoing_secret": "",
        "outgoing_secret_again": "",
        "do": "next",
    }


@pytest.fixture
def begun(browser: Client, general: Values) -> Callable[..., AliasDraft]:
    """A draft whose first step is sent."""

    def begin(**changed: object) -> AliasDraft:
        browser.post(START, general | changed)
        return AliasDraft.objects.latest("pk")

    return begin
