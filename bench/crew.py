"""Two worker processes of Celery with the settings of production, as `manage.py node` starts them."""

from pathlib import Path

from django.db.models import Q
from django.db.models.functions import Now

from aliases.jobs import Job
from bench.servers import Servers
from tests.servers.ports import wait_until
from tests.servers.valkey import Valkey
from tests.workers import crash_worker, programs

SETTINGS = {
    "MAILCENTER_LEASE_SECONDS": 45,
    "MAILCENTER_TICK_SECONDS": 2,
    "MAILCENTER_MINIMUM_INTERVAL_SECONDS": 10,
    "MAILCENTER_LOG_LEVEL": "WARNING",
}
PATIENCE = 600  # seconds
# Between two looks at what the workers do: their cores are the ones that are measured.
LOOK = 0.1  # seconds


class Crew(crash_worker.Workers):
    """Both processes of one worker, serving all queues; `start` does nothing where they run already."""

    more = SETTINGS
    concurrency = 2

    def idle_again(self) -> None:
        """Waits until no job is handed out or under way. Raises TimeoutError."""
        busy = Q(leased_until__isnull=False) | Q(claimed_until__gt=Now())
        wait_until(lambda: not Job.objects.filter(busy).exists(), seconds=60, every=LOOK)


class Watch(programs.Manage):
    """`manage.py watch` for up to `most` mailboxes."""

    name = "watch"
    more = SETTINGS

    def __init__(self, servers: Servers, *, most: int) -> None:
        super().__init__(_folder(servers), servers.valkey)
        self.arguments = ("watch", "--most", str(most))


def new_crew(servers: Servers) -> Crew:
    """Not started yet."""
    broker: Valkey = servers.valkey
    return Crew(_folder(servers), broker)


def _folder(servers: Servers) -> Path:
    return servers.postgres.folder.parent / "programs"
