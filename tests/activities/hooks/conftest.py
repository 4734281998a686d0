"""A department whose webhook is a real https receiver."""

from collections.abc import Iterator

import pytest

from activities.hooks.models import Hook
from departments.models import Department
from tests.servers.webhook import Webhook

SECRET = "s3ntinel-h00k"


@pytest.fixture
def webhook(root: Department, certificates) -> Iterator[Webhook]:
    root.partition.ca_bundle = certificates.ca.read_text()
    root.partition.save()
    with Webhook(certificates, SECRET) as receiver:
        yield receiver


@pytest.fixture
def hook(root: Department, webhook: Webhook) -> Hook:
    return Hook.objects.create(department=root, name="Desk", url=webhook.url, secret=SECRET)
