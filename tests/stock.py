"""What tests are made of: departments, people, aliases on the real servers, and messages."""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from aliases import jobs
from aliases.jobs import Direction, Job
from aliases.models import Alias
from departments.first import root_department
from departments.models import Department, User
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.postfix import Postfix

_numbers = itertools.count(1)


def message(subject: str = "Where is my parcel?", **header: str) -> bytes:
    """An ordinary message of a customer; each with a Message-ID of its own."""
    number = next(_numbers)
    lines = {
        "From": "Chris Customer <chris@customers.test>",
        "To": "support@lab.test",
        "Subject": subject,
        "Message-ID": f"<{number}.{id(lines_seed)}@customers.test>",
        "Date": "Sat, 21 Nov 2026 12:00:00 +0000",
    } | {name.replace("_", "-"): value for name, value in header.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return (head + f"\r\nHello,\r\nthis is message {number}.\r\n").encode()


lines_seed = object()


@pytest.fixture
def root(db) -> Department:
    return root_department()


@pytest.fixture
def administrator(db) -> User:
    return User.objects.create_superuser("root", "root@lab.test", "a long password")


@pytest.fixture
def make_alias(root: Department) -> Callable[..., Alias]:
    """An alias whose servers do not exist unless given."""

    def make(address: str = "", **fields: object) -> Alias:
        number = next(_numbers)
        values: dict[str, object] = {
            "department": root,
            "name": f"Alias {number}",
            "address": address or f"alias{number}@lab.test",
            "incoming_host": "127.0.0.1",
            "incoming_port": 1,
            "incoming_encryption": "none",
            "incoming_allow_clear": True,
            "incoming_user": "nobody",
            "incoming_password": PASSWORD,
            "backlog": "everything",
            "outgoing_host": "127.0.0.1",
            "outgoing_port": 1,
            "outgoing_protocol": "smtp",
            "outgoing_encryption": "none",
            "outgoing_timeout": 5,
        }
        return Alias.objects.create(**values | fields)

    return make


@pytest.fixture
def alias(make_alias, mailbox: str, dovecot: Dovecot) -> Alias:
    """An IMAP alias on a fresh Dovecot mailbox; it cannot send."""
    return make_alias(mailbox, incoming_user=mailbox, incoming_port=dovecot.port["imap"])


@pytest.fixture
def pop3_alias(make_alias, mailbox: str, dovecot: Dovecot) -> Alias:
    return make_alias(
        mailbox,
        incoming_protocol="pop3",
        incoming_user=mailbox,
        incoming_port=dovecot.port["pop3"],
    )


@pytest.fixture
def sending_alias(make_alias, mailbox: str, postfix: Postfix) -> Alias:
    """An alias that sends by Postfix without authentication."""
    return make_alias(mailbox, outgoing_port=postfix.port["smtp"])


def due_now(alias: Alias, direction: Direction) -> None:
    """Due, whatever its failures say."""
    jobs.wake(alias.pk, direction, timezone.now() - timedelta(seconds=1))
    Job.objects.filter(alias=alias, direction=direction).update(not_before=None)


def retrieve_now(alias: Alias) -> Job:
    """Runs the retrieving task for the alias as a worker would, and returns its job."""
    from workers import tasks

    due_now(alias, Direction.RETRIEVE)
    tasks.retrieve(alias.pk)
    return Job.objects.get(alias=alias, direction=Direction.RETRIEVE)


def dispatch_now(alias: Alias) -> Job:
    from workers import tasks

    due_now(alias, Direction.DISPATCH)
    tasks.dispatch(alias.pk)
    return Job.objects.get(alias=alias, direction=Direction.DISPATCH)
