"""CPU time and memory are read from the right processes."""

import os
import time

import pytest

from bench import cpu
from tests.servers.dovecot import Dovecot
from tests.stock import message


@pytest.mark.real
def test_sessions_that_have_ended_count_for_their_server(dovecot: Dovecot) -> None:
    before, end = cpu.seconds(dovecot), time.monotonic() + 30
    while cpu.seconds(dovecot) < before + 0.05:
        assert time.monotonic() < end
        dovecot.append(dovecot.mailbox(), [message()])


def test_the_most_memory_of_a_process_is_no_less_than_it_has_now() -> None:
    now = cpu.megabytes(os.getpid())
    assert 10 < now <= cpu.megabytes(os.getpid(), most=True)
