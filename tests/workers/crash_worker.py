"""The process under test: Celery with its pool, killed at any moment as a power cut would do it."""

import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import redis
from celery import Celery, Task
from django.conf import settings
from django.db import connection
from kombu import pools

from tests.servers import keeper
from tests.servers.ports import wait_until
from tests.servers.process import Server
from tests.servers.valkey import Valkey
from workers import tasks

ROOT = Path(__file__).resolve().parents[2]
# Short, so that a test need not wait long for what a killed worker held.
LEASE_SECONDS = 3
TICK_SECONDS = 0.5
QUEUES = ("retrieve", "dispatch", "tick")


class Program(Server):
    """A Celery program of mailcenter on the test's database and a broker of the test.

    kill() is exact: when it returns, no process of it can do anything any more. ``more`` stands in
    the environment beside what every test needs.
    """

    more: Mapping[str, object] = {}

    def __init__(self, folder: Path, broker: Valkey) -> None:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        super().__init__(folder)
        self.broker = broker

    def words(self) -> tuple[str, ...]:
        """What to tell Celery."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """The command line, with the environment before it: a server inherits nothing."""
        environment = [f"{name}={value}" for name, value in self._environment().items()]
        celery = [sys.executable, "-m", "celery", "--app", "mailcenter"]
        return ["env", *environment, *celery, *self.words()]

    def _environment(self) -> dict[str, object]:
        return {
            "PYTHONPATH": ROOT,
            "PYTHONUNBUFFERED": 1,
            "DATABASE_URL": database_url(),
            "REDIS_URL": self.broker.url,
            "MAILCENTER_SECRET_KEY": settings.SECRET_KEY,
            "MAILCENTER_CRYPT_KEYS": ",".join(settings.CRYPT_KEYS),
            "MAILCENTER_VAR": self.folder,
            "MAILCENTER_LEASE_SECONDS": LEASE_SECONDS,
            "MAILCENTER_TICK_SECONDS": TICK_SECONDS,
            "MAILCENTER_MINIMUM_INTERVAL_SECONDS": 1,
        } | self.more


class Beat(Program):
    """The clock."""

    name = "beat"

    def words(self) -> tuple[str, ...]:
        return ("beat", "--pidfile", "", "--schedule", "schedule")

    def ready(self) -> bool:
        return "is starting" in (self.folder / "output").read_text()


class Node(Program):
    """`manage.py node`: the workers that the service instances ask for."""

    name = "node"

    def command(self) -> list[str]:
        environment = [f"{name}={value}" for name, value in self._environment().items()]
        return ["env", *environment, sys.executable, str(ROOT / "manage.py"), "node", *self.words()]

    def words(self) -> tuple[str, ...]:
        return ("--name", self.folder.parent.name)

    def ready(self) -> bool:
        return True

    def ask_to_end(self) -> None:
        """What an operator does; stop() would have less patience with what is in hand."""
        assert self._keeper is not None
        keeper.send(signal.SIGTERM, keeper.descendants(self._keeper.pid)[:1])


class Workers(Program):
    """One worker with two processes that serves all queues, and the means to give it work.

    Attributes:
        killed: set once all its processes are gone.
    """

    name = "workers"

    def __init__(self, folder: Path, broker: Valkey) -> None:
        super().__init__(folder, broker)
        self.killed = threading.Event()
        self._node = f"{folder.name}@here"

    concurrency = 2

    def words(self) -> tuple[str, ...]:
        quiet = ("--without-gossip", "--without-mingle")
        return (
            "worker",
            "-n",
            self._node,
            "-Q",
            ",".join(QUEUES),
            "-c",
            str(self.concurrency),
            *quiet,
        )

    def prepare(self) -> None:
        self.killed.clear()
        ready = self.folder / "ready"
        ready.mkdir(exist_ok=True)
        for mark in ready.iterdir():
            mark.unlink()

    def ready(self) -> bool:
        return any((self.folder / "ready").iterdir())

    def kill(self) -> None:
        super().kill()
        self.killed.set()

    def send(self, task: Task, *arguments: object, times: int = 1) -> None:
        """Puts a task into the broker."""
        with self._sender() as sender:
            for _ in range(times):
                sender.send_task(task.name, arguments)

    def tick(self) -> None:
        """What beat does."""
        self.send(tasks.retrieve_due)
        self.send(tasks.dispatch_due)

    @property
    def idle(self) -> bool:
        """Whether no task waits in the broker, lies ready in the worker, or runs."""
        with redis.Redis.from_url(self.broker.url) as broker:
            if any(broker.llen(queue) for queue in QUEUES):
                return False
        # in the order of a task's way, so that none slips through between two questions
        with self._sender() as sender:
            asked = sender.control.inspect([self._node], timeout=5, limit=1)
            return [asked.reserved(), asked.active()] == [{self._node: []}] * 2

    def rest(self) -> None:
        """Waits until nothing runs any more, and forgets what was meant for killed workers."""
        if self.running:
            wait_until(lambda: self.idle, seconds=20)
        with redis.Redis.from_url(self.broker.url) as broker:
            broker.delete(*QUEUES)

    @contextmanager
    def _sender(self) -> Iterator[Celery]:
        """A Celery of its own: the settings of this process name another broker."""
        sender = Celery(set_as_current=False, broker=self.broker.url)
        sender.conf.task_routes = settings.CELERY_TASK_ROUTES
        sender.conf.task_default_queue = settings.CELERY_TASK_DEFAULT_QUEUE
        try:
            yield sender
        finally:
            sender.close()
            # kombu keeps connections for the next sender, also dead ones
            pools.reset()


def database_url() -> str:
    """Where the tests' own database is."""
    where = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{where['NAME']}"
    signed_in = f"{where['USER']}:{where['PASSWORD']}" if where["PASSWORD"] else where["USER"]
    return f"postgres://{signed_in}@{where['HOST']}:{where['PORT']}/{where['NAME']}"
