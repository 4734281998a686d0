"""An installation of several processes with the settings of production. Needs Django set up."""

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aliases.incidents.monitors import Monitor
from bench.outages import names
from bench.servers import Servers
from departments.first import root_department
from tests.servers.ports import answers, free_port
from tests.servers.valkey import Valkey
from tests.workers import crash_worker

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


class Watchdog(crash_worker.Program):
    name = "watchdog"
    more = USUAL

    def command(self) -> list[str]:
        environment = [f"{name}={value}" for name, value in self._environment().items()]
        manage = [sys.executable, str(crash_worker.ROOT / "manage.py")]
        return ["env", *environment, *manage, "watchdog", "--every", "15"]

    def ready(self) -> bool:
        return True


class Web(crash_worker.Program):
    """The console's process, which answers /healthz."""

    name = "web"
    more = USUAL

    def __init__(self, folder: Path, broker: Valkey) -> None:
        super().__init__(folder, broker)
        self.port = free_port()

    def command(self) -> list[str]:
        environment = [f"{name}={value}" for name, value in self._environment().items()]
        where = ["--bind", f"{self.host}:{self.port}", "--no-control-socket"]
        gunicorn = [sys.executable, "-m", "gunicorn", "mailcenter.wsgi", *where]
        return ["env", *environment, *gunicorn, "--workers", "1", "--threads", "4"]

    def ready(self) -> bool:
        return answers(self.port)

    def health(self) -> tuple[int, dict[str, Any]]:
        """The status code and the content of /healthz; 0 where nothing answers."""
        try:
            with urllib.request.urlopen(
                f"http://{self.host}:{self.port}/healthz", timeout=30
            ) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, {}


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
