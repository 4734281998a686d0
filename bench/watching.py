"""IDLE: thousands of mailboxes watched by one process, and how soon mail that comes is in."""

import contextlib
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from activities.models import Activity
from aliases.jobs import Direction, Job
from aliases.models import Alias
from bench import cpu
from bench.crew import PATIENCE, Crew, Watch
from bench.measurements import Figure, Figures
from bench.rows import forget, new_aliases, require
from bench.servers import Servers
from tests.servers.dovecot import Dovecot
from tests.servers.ports import wait_until
from tests.stock import message
from workers import tasks

# A mailbox of a server has a process there as long as it is watched.
LIMITS = """
default_client_limit = 6000
default_vsz_limit = 1G
service imap {
  process_limit = 6000
}
service imap-login {
  process_limit = 4
}
"""
# Each session of a Dovecot has one, to hear of changes in its folder; the kernel gives a user 128.
PLACES = Path("/proc/sys/fs/inotify/max_user_instances")
DELIVERIES = 20
IDLE_SECONDS = 5.0


def product(servers: Servers, crew: Crew, count: int) -> Figures:
    """Memory and idle CPU of the watcher of `count` mailboxes, and seconds from delivery to activity.

    Raises:
        WrongResult: it does not watch all of them.
    """
    _allow_many_files()
    crew.start()
    with _places(2 * count), _large_dovecot(servers) as dovecot:
        addresses = [dovecot.mailbox() for _ in range(count)]
        for address in addresses:
            dovecot.append(address, [])
        later = {"interval_seconds": 3600, "incoming_port": dovecot.port["imap"]}
        aliases = new_aliases(addresses, **later)
        begun = time.perf_counter()
        with Watch(servers, most=count) as watch:
            wait_until(lambda: _all_watched(watch, count), seconds=PATIENCE)
            started = time.perf_counter() - begun
            crew.idle_again()
            share = _idle_share(watch, min(IDLE_SECONDS, count / 100))
            delays = [_delay(dovecot, one) for one in aliases[:DELIVERIES]]
            require(_sockets(watch) >= count, True, "all mailboxes watched")
            memory = cpu.megabytes(_pid(watch), most=True)
        crew.idle_again()
    forget()
    return {
        "watch_delay": Figure("s", delays),
        "watch_memory": Figure("MB", [memory]),
        "watch_idle_cpu": Figure("% of a core", [share]),
        "watch_start": Figure("s", [started]),
    }


def _allow_many_files() -> None:
    """Each session is an open file, here and in the processes that are started from now on."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@contextmanager
def _places(number: int) -> Iterator[None]:
    """Where the kernel may be told so; elsewhere most sessions look every 30 seconds."""
    before = PLACES.read_text()
    with contextlib.suppress(OSError):
        PLACES.write_text(str(max(number, int(before))))
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            PLACES.write_text(before)


@contextmanager
def _large_dovecot(servers: Servers) -> Iterator[Dovecot]:
    folder = servers.postgres.folder.parent / "large"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    with Dovecot(folder, servers.certificates, extra=LIMITS) as dovecot:
        yield dovecot


def _all_watched(watch: Watch, count: int) -> bool:
    """Each has its connection, and was looked into once after it had; the clock ticks meanwhile."""
    tasks.retrieve_due()
    time.sleep(1)
    looked = Job.objects.filter(direction=Direction.RETRIEVE).exclude(last_success_at=None)
    return _sockets(watch) >= count and looked.count() == count


def _pid(watch: Watch) -> int:
    return watch.processes[0]


def _sockets(watch: Watch) -> int:
    """Its connections, to the database and the broker as well."""
    return sum(_is_socket(one) for one in Path(f"/proc/{_pid(watch)}/fd").iterdir())


def _is_socket(file: Path) -> bool:
    with contextlib.suppress(OSError):
        return str(file.readlink()).startswith("socket:")
    return False


def _idle_share(watch: Watch, seconds: float) -> float:
    before = cpu.seconds(watch)
    time.sleep(seconds)
    return (cpu.seconds(watch) - before) * 100 / seconds


def _delay(dovecot: Dovecot, alias: Alias) -> float:
    """From the server's OK to an activity that everybody can see."""
    dovecot.append(alias.address, [message()])
    begun = time.perf_counter()
    wait_until(Activity.objects.filter(alias=alias).exists, seconds=120)
    return time.perf_counter() - begun
