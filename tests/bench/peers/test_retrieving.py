"""Each peer empties a real mailbox into its own store; how fast is nobody's business here."""

from types import ModuleType

import pytest
from django.conf import settings

from bench.peers import django_helpdesk, django_mailbox, environment, getmail6
from tests.servers.dovecot import Dovecot

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(bool(environment.missing()), reason=environment.missing()),
]
needs_postgresql = pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"],
    reason="its tables are in PostgreSQL",
)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
@pytest.mark.parametrize(
    "peer",
    [
        getmail6,
        pytest.param(django_mailbox, marks=needs_postgresql),
        pytest.param(django_helpdesk, marks=needs_postgresql),
    ],
)
def test_a_peer_empties_a_mailbox(dovecot: Dovecot, peer: ModuleType, protocol: str) -> None:
    assert peer.retrieve(dovecot, protocol, 3) > 0
