"""Each peer empties a real mailbox into its own store; how fast is nobody's business here."""

import pytest

from bench.peers import environment, getmail6
from tests.servers.dovecot import Dovecot

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(bool(environment.missing()), reason=environment.missing()),
]


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
def test_getmail6_empties_a_mailbox_into_a_maildir(dovecot: Dovecot, protocol: str) -> None:
    assert getmail6.retrieve(dovecot, protocol, 3) > 0
