"""An installation of several processes with the settings of production. Needs Django set up."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from aliases.incidents.monitors import Monitor
from bench.outages import names
from bench.servers import Servers
from departments.first import root_department
from tests.workers import crash_worker, programs

USUAL = {
    "MAILCENTER_LEASE_SECONDS": 45,
    "MAILCENTER_TICK_SECONDS": 2,
    "MAILCENTER_MINIMUM_INTERVAL_SECONDS": 10,
    "MAILCENTER_LOG_LEVEL": "INFO",
}


class Beat(crash_worker.Beat):
    more = USUAL


class Node(crash_worker.Node):
    more = USUAL

    def command(self) -> list[str]:
        resolver = self.folder / "resolv.conf"
        resolver.write_text(f"nameserver {names.HOST}\noptions timeout:2 attempts:1\n")
        return names.command(str(resolver), super().command())


class Watchdog(programs.Watchdog):
    more = USUAL


class Web(programs.Web):
    more = USUAL


@dataclass(frozen=True)
class Place:
    """Everything that runs."""

    folder: Path
    servers: Servers
    beat: Beat
    node: Node
    web: Web
    watchdog: Watchdog


@contextmanager
def started(servers: Servers) -> Iterator[Place]:
    """All processes, a monitor that tells one address, and the partition's server."""
    _tell_somebody(servers)
    folder = servers.postgres.folder.parent / "programs"
    broker = servers.valkey
    with ExitStack() as stack:
        web = stack.enter_context(Web(folder, broker))
        watchdog = stack.enter_context(Watchdog(folder, broker))
        node = stack.enter_context(Node(folder, broker))
        beat = stack.enter_context(Beat(folder, broker))
        yield Place(folder, servers, beat, node, web, watchdog)


def _tell_somebody(servers: Servers) -> None:
    root = root_department()
    partition = root.partition
    partition.outgoing_protocol, partition.outgoing_host = "smtp", servers.sink.host
    partition.outgoing_encryption, partition.outgoing_port = "none", servers.sink.port
    partition.default_from = "console@lab.test"
    partition.save()
    Monitor.objects.create(department=root, addresses="duty@lab.test")
