"""A department that is told of its incidents, and trouble to tell of."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from aliases.incidents import opening
from aliases.incidents.models import Incident, Kind
from aliases.incidents.monitors import Monitor
from aliases.incidents.opening import Trouble
from aliases.models import Alias
from departments.models import Department, User
from tests.servers.webhook import Webhook

SECRET = "s3ntinel-h00k"
DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def telling(root: Department) -> Monitor:
    """A monitor of the root that tells one address; the partition has no server."""
    return Monitor.objects.create(department=root, addresses="duty@lab.test")


@pytest.fixture
def server(root: Department, postfix, certificates) -> None:
    """The partition's default SMTP server is the real one."""
    partition = root.partition
    partition.outgoing_protocol, partition.outgoing_host = "smtp", "127.0.0.1"
    partition.outgoing_encryption, partition.outgoing_port = "none", postfix.port["smtp"]
    partition.outgoing_timeout = 5
    partition.default_from = "console@lab.test"
    partition.ca_bundle = certificates.ca.read_text()
    partition.save()


@pytest.fixture
def sick(make_alias) -> Alias:
    return make_alias("sick@lab.test", name="Sick alias")


@pytest.fixture
def fails(sick: Alias) -> Callable[..., Incident | None]:
    """Reports that the alias's password is refused, at a time."""

    def report(now: datetime, alias: Alias = sick) -> Incident | None:
        trouble = Trouble(
            Kind.CREDENTIALS,
            str(alias),
            "The server refuses the password.",
            answer="535 5.7.8 no",
            remedy="Type it again.",
            alias=alias,
            direction="retrieve",
        )
        return opening.report(trouble, now)

    return report


@pytest.fixture
def webhook(root: Department, certificates) -> Iterator[Webhook]:
    root.partition.ca_bundle = certificates.ca.read_text()
    root.partition.save()
    with Webhook(certificates, SECRET) as receiver:
        yield receiver


@pytest.fixture
def hooked(root: Department, webhook: Webhook) -> Monitor:
    """A monitor with a webhook and nobody else."""
    return Monitor.objects.create(department=root, webhook_url=webhook.url, webhook_secret=SECRET)


def person(name: str, department: Department, address: str = "") -> User:
    user = User.objects.create_user(name, address, is_staff=True)
    user.memberships.create(department=department)
    return user
