"""Each peer sends what it has queued to a real sink; how fast is nobody's business here."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from bench.peers import django_backend, django_mailer, environment, post_office, post_office_default
from bench.servers import Sink

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(bool(environment.missing()), reason=environment.missing()),
    pytest.mark.skipif(
        "postgresql" not in settings.DATABASES["default"]["ENGINE"],
        reason="their tables are in PostgreSQL",
    ),
]


@pytest.fixture(scope="module")
def sink(server_folder: Path) -> Iterator[Sink]:
    with Sink(server_folder) as server:
        yield server


@pytest.mark.parametrize("peer", [django_backend, django_mailer, post_office, post_office_default])
def test_a_peer_sends_what_was_queued(sink: Sink, peer: ModuleType) -> None:
    assert peer.send(sink, 3, kilobytes=5) > 0
