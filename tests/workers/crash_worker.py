"""The process under test: Celery with its pool, killed at any moment as a power cut would do it."""

import sys
import threading
from pathlib import Path

import redis
from celery import Task
from django.conf import settings
from django.db import connection

from mailcenter.celery import app
from tests.servers.ports import wait_until
from tests.servers.process import Server
from tests.servers.valkey import Valkey
from workers import tasks

ROOT = Path(__file__).resolve().parents[2]
# Short, so that a test need not wait long for what a killed worker held.
LEASE_SECONDS = 3
TICK_SECONDS = 0.5
QUEUES = ("retrieve", "dispatch", "tick")
UNACKNOWLEDGED = "unacked"


class Celery(Server):
    """A Celery program of mailcenter on the test's database and a broker of the test.

    kill() is exact: when it returns, no process of it can do anything any more.
    """

    words: tuple[str, ...] = ()

    def __init__(self, folder: Path, broker: Valkey) -> None:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        super().__init__(folder)
        self.broker = broker
        self.killed = threading.Event()
        self._left = 0

    def command(self) -> list[str]:
        """The command line, with the environment before it: a server inherits nothing."""
        environment = [f"{name}={value}" for name, value in self._environment().items()]
        celery = [sys.executable, "-m", "celery", "--app", "mailcenter"]
        return ["env", *environment, *celery, *self.words]

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
        }


class Beat(Celery):
    """The clock."""

    name = "beat"
    words = ("beat", "--pidfile", "", "--schedule", "schedule")

    def ready(self) -> bool:
        return "is starting" in (self.folder / "output").read_text()


class Workers(Celery):
    """One worker with two processes that serves all queues."""

    name = "workers"
    words = ("worker", "-Q", ",".join(QUEUES), "-c", "2", "--without-gossip", "--without-mingle")

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
        self._left = self._unacknowledged()
        self.killed.set()

    def send(self, task: Task, *arguments: object, times: int = 1) -> None:
        """Puts a task into the broker, past this process's own Celery configuration."""
        with app.connection_for_write(self.broker.url) as broker:
            for _ in range(times):
                task.apply_async(arguments, connection=broker)

    def tick(self) -> None:
        """What beat does."""
        self.send(tasks.retrieve_due)
        self.send(tasks.dispatch_due)

    @property
    def idle(self) -> bool:
        """Whether no task waits or runs; those of a killed worker do not count."""
        with redis.Redis.from_url(self.broker.url) as broker:
            waiting = sum(int(broker.llen(queue)) for queue in QUEUES)
        return waiting == 0 and self._unacknowledged() <= self._left

    def rest(self) -> None:
        """Waits until nothing runs any more, and forgets what killed workers had in hand."""
        if self.running:
            wait_until(lambda: self.idle, seconds=20)
        with redis.Redis.from_url(self.broker.url) as broker:
            broker.delete(*QUEUES, UNACKNOWLEDGED, f"{UNACKNOWLEDGED}_index")
        self._left = 0

    def _unacknowledged(self) -> int:
        with redis.Redis.from_url(self.broker.url) as broker:
            return int(broker.hlen(UNACKNOWLEDGED))


def database_url() -> str:
    """Where the tests' own database is."""
    where = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{where['NAME']}"
    signed_in = f"{where['USER']}:{where['PASSWORD']}" if where["PASSWORD"] else where["USER"]
    return f"postgres://{signed_in}@{where['HOST']}:{where['PORT']}/{where['NAME']}"
