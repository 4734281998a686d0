"""The real servers of a measurement, in a private folder: mailboxes, database, broker, sink."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificates import Certificates
from tests.servers.dovecot import Dovecot
from tests.servers.ports import answers, free_port
from tests.servers.postgres import Postgres
from tests.servers.process import Server, unprivileged_user
from tests.servers.valkey import Valkey

BACKLOG = 100
_COUNTED = re.compile(rb"mesg=(\d+)")


class Sink(Server):
    """Postfix's `smtp-sink`: takes every message, throws it away and counts.

    Args:
        folder: existing folder that `nobody` can enter.

    Raises:
        RuntimeError: Postfix is not installed.
    """

    name = "sink"

    def __init__(self, folder: Path) -> None:
        found = shutil.which("smtp-sink", path="/usr/sbin:/usr/local/sbin:/usr/bin")
        if found is None:
            raise RuntimeError(
                "Postfix is not installed: run python -m tests.servers.packages --install"
            )
        super().__init__(folder)
        self._program = found
        self.user = unprivileged_user()
        self.port = free_port()

    def command(self) -> list[str]:
        """Return the command line; -c writes the running count into the output."""
        return [self._program, "-c", f"inet:{self.host}:{self.port}", str(BACKLOG)]

    def ready(self) -> bool:
        """Tell whether it accepts connections."""
        return answers(self.port)

    @property
    def taken(self) -> int:
        """How many messages it has taken since it was started."""
        counted = _COUNTED.findall((self.folder / "output").read_bytes())
        return int(counted[-1]) if counted else 0


class Durable(Postgres):
    """PostgreSQL as it comes: what is committed survives a power cut, as mbsync's files do."""

    durability = "fsync and synchronous_commit on"

    def command(self) -> list[str]:
        """Return the command line; of two settings the later one holds."""
        settings = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
        return [*super().command(), *(part for one in settings for part in ("-c", one))]


@dataclass(frozen=True)
class Servers:
    """All of them, running."""

    dovecot: Dovecot
    postgres: Durable
    valkey: Valkey
    sink: Sink
    certificates: Certificates


@contextmanager
def running() -> Iterator[Servers]:
    """Start all servers in a new temporary folder; both are gone afterwards.

    Raises:
        RuntimeError: one is not installed or does not start; the text says what to do.
    """
    with tempfile.TemporaryDirectory(prefix="mailcenter-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        # the servers' own users must get in
        folder.chmod(0o755)
        certificates = Certificates(folder)
        yield Servers(
            dovecot=stack.enter_context(Dovecot(folder, certificates)),
            postgres=stack.enter_context(Durable(folder)),
            valkey=stack.enter_context(Valkey(folder)),
            sink=stack.enter_context(Sink(folder)),
            certificates=certificates,
        )
