"""Somebody who is told of incidents."""

import pytest

from aliases.incidents.monitors import Monitor


@pytest.fixture
def told(root, postfix, certificates) -> None:
    """One address is told, by the partition's own server."""
    partition = root.partition
    partition.outgoing_protocol, partition.outgoing_host = "smtp", "127.0.0.1"
    partition.outgoing_encryption, partition.outgoing_port = "none", postfix.port["smtp"]
    partition.default_from = "console@lab.test"
    partition.save()
    Monitor.objects.create(department=root, addresses="anna@lab.test")
