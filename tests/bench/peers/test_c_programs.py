"""The peers that are C programs do their work, where they are installed."""

from collections.abc import Callable

import pytest

from bench.peers import fetchmail, mbsync
from tests.servers import packages
from tests.servers.dovecot import Dovecot

RUNS: dict[str, tuple[str, str, Callable[..., float], dict[str, bool]]] = {
    "mbsync": ("isync", "imap", mbsync.retrieve, {}),
    "mbsync without fsync": ("isync", "imap", mbsync.retrieve, {"fsync": False}),
    "fetchmail by IMAP": ("fetchmail", "imap", fetchmail.retrieve, {}),
    "fetchmail by POP3": ("fetchmail", "pop3", fetchmail.retrieve, {}),
}


@pytest.mark.real
@pytest.mark.parametrize("name", RUNS)
def test_three_messages_are_retrieved(dovecot: Dovecot, name: str) -> None:
    package, protocol, retrieve, options = RUNS[name]
    if package in packages.missing(peers=True):
        pytest.skip(f"{package} is not installed; make bench installs it")
    assert retrieve(dovecot, protocol, 3, **options) > 0
