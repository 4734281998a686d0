"""A figure of a run that did not do its work is refused."""

import sys
from pathlib import Path

import pytest

from bench.peers import commands, mailboxes
from bench.peers.errors import PeerFailed
from bench.rows import WrongResult
from tests.servers.dovecot import Dovecot


@pytest.mark.real
def test_mail_left_on_the_server_is_a_wrong_result(dovecot: Dovecot) -> None:
    with (
        pytest.raises(WrongResult, match="left in the mailbox: 0 expected, 2 found"),
        mailboxes.to_be_emptied(dovecot, 2),
    ):
        pass


def test_a_program_that_fails_says_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(PeerFailed, match="ended with 3: no such server"):
        commands.run([sys.executable, "-c", _failing("no such server")], folder=tmp_path)


def test_nothing_of_our_environment_reaches_a_peer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://ours")
    program = "import os; print(os.environ.get('DATABASE_URL'))"
    assert commands.run([sys.executable, "-c", program], folder=tmp_path) == "None\n"


def _failing(words: str) -> str:
    return f"import sys; print({words!r}, end='', file=sys.stderr); sys.exit(3)"
