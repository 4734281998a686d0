"""A private PostgreSQL cluster: fast, forgetful after a power cut, and gone with the tests."""

import shutil
import signal
import subprocess
from pathlib import Path

from tests.servers.ports import free_port
from tests.servers.process import Server, give, unprivileged_user

OWNER = "mailcenter"


class Postgres(Server):
    """The newest installed PostgreSQL on a loopback port and a unix socket in its folder.

    Args:
        folder: existing folder that `nobody` can enter.

    Raises:
        RuntimeError: PostgreSQL is not installed.
    """

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": does not wait for clients to leave

    def __init__(self, folder: Path) -> None:
        self._programs = _programs()
        super().__init__(folder)
        self.user = unprivileged_user()
        self.port = free_port()
        self._data = self.folder / "data"

    def prepare(self) -> None:
        """Make the cluster, once (0.5 s)."""
        give(self.folder)
        give(self._data, mode=0o700)
        if not (self._data / "PG_VERSION").exists():
            rights = ("--username", OWNER, "--auth", "trust")
            text = ("--encoding", "UTF8", "--locale", "C.UTF-8")
            self._run("initdb", "-D", str(self._data), "--no-sync", *rights, *text)

    def command(self) -> list[str]:
        """Return the command line."""
        settings = (
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=200",
            # in its folder instead of /dev/shm, where a SIGKILL would leave it
            "dynamic_shared_memory_type=mmap",
        )
        program = str(self._programs / "postgres")
        options = [part for setting in settings for part in ("-c", setting)]
        where = ["-D", str(self._data), "-h", self.host, "-p", str(self.port)]
        return [program, *where, "-k", str(self.folder), *options]

    def ready(self) -> bool:
        """Tell whether the cluster takes commands."""
        program = [str(self._programs / "pg_isready"), "-q", *self._address()]
        return subprocess.run(program, check=False).returncode == 0

    def url(self, database: str = "postgres") -> str:
        """Return the URL of a database, as Django settings take it; no password is needed."""
        return f"postgres://{OWNER}@{self.host}:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Create an empty database and return its URL.

        Raises:
            RuntimeError: PostgreSQL refused, for instance because it exists already.
        """
        self._run("createdb", *self._address(), "-U", OWNER, database)
        return self.url(database)

    def _address(self) -> tuple[str, ...]:
        return "-h", self.host, "-p", str(self.port)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._programs / program), *arguments],
            user=self.user or None,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.strip()}")


def _programs() -> Path:
    """Return the folder of the newest PostgreSQL programs."""
    installed = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if installed:
        return max(installed, key=lambda path: float(path.parent.name))
    found = shutil.which("postgres")
    if found is None:
        raise RuntimeError(
            "PostgreSQL is not installed: run python -m tests.servers.packages --install"
        )
    return Path(found).resolve().parent
