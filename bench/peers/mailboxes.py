"""The full mailbox that a peer empties. Needs Django set up."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from bench.retrieving import Filled, filled
from bench.rows import require
from tests.servers.dovecot import Dovecot


@contextmanager
def to_be_emptied(dovecot: Dovecot, count: int) -> Iterator[Filled]:
    """A new mailbox with `count` messages of the mix; it is removed afterwards.

    Raises:
        WrongResult: a message was left in it.
    """
    box = filled(dovecot, count)
    try:
        yield box
        require(dovecot.count(box.address), 0, "messages left in the mailbox")
    finally:
        shutil.rmtree(dovecot.folder / "mail" / box.address)
