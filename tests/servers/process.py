"""What all servers share: start, stop, kill, freeze, thaw; and none outlives the tests."""

import contextlib
import os
import pwd
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

from tests.servers import keeper
from tests.servers.ports import HOST, wait_until

UNPRIVILEGED = "nobody"
START_SECONDS = 20


class Server:
    """One server in a private folder; subclasses say what to write and run, and when it is ready.

    Args:
        folder: existing folder, which the user `nobody` must be able to enter.

    Raises:
        RuntimeError: the folder cannot be entered by the user that the server runs as.
    """

    name = "server"
    stop_signal = signal.SIGTERM
    user = ""  # "" = whoever runs the tests
    host = HOST

    def __init__(self, folder: Path) -> None:
        require_enterable(Path(folder).resolve())
        self.folder = Path(folder).resolve() / self.name
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o755)
        self._keeper: subprocess.Popen[bytes] | None = None
        self._frozen = False

    def prepare(self) -> None:
        """Write what the server needs; called before each start."""

    def command(self) -> list[str]:
        """Return the program and its arguments; it must stay in the foreground."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Tell whether the server serves (True) or is still starting (False)."""
        raise NotImplementedError

    @property
    def running(self) -> bool:
        """True from start until stop, kill or a crash; a frozen server counts as running."""
        return self._keeper is not None and self._keeper.poll() is None

    @property
    def processes(self) -> list[int]:
        """The ids of all its processes, parents before children; none when it does not run."""
        return keeper.descendants(self._keeper.pid) if self._keeper is not None else []

    def start(self) -> Self:
        """Start the server and return once it serves; does nothing but thaw when it runs already.

        Raises:
            RuntimeError: it ended at once; the text has the last lines it wrote.
            TimeoutError: it did not serve within 20 s.
        """
        self.thaw()
        if self.running:
            return self
        self.prepare()
        output = self.folder / "output"
        numbers = [str(os.getpid()), str(int(self.stop_signal)), self.user]
        program = [sys.executable, "-I", "-S", keeper.__file__, *numbers, *self.command()]
        with output.open("ab") as out:
            self._keeper = subprocess.Popen(
                program,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                env=_environment(self.folder),
            )
        try:
            wait_until(self._serving, seconds=START_SECONDS)
        except BaseException:
            self.kill()
            raise
        return self

    def _serving(self) -> bool:
        if not self.running:
            said = (self.folder / "output").read_text(errors="replace")[-1500:]
            raise RuntimeError(f"{self.name} ended while starting; it wrote: {said or 'nothing'}")
        return self.ready()

    def stop(self) -> None:
        """Stop in good order; what does not stop within 3 s is killed. Returns when all is gone."""
        self.thaw()
        if self._keeper is not None:
            keeper.send(signal.SIGTERM, [self._keeper.pid] if self.running else [])
            self._keeper.wait()
            self._keeper = None

    def kill(self) -> None:
        """SIGKILL to the server and all its children; from now on connections are refused."""
        if self._keeper is not None:
            while self.running:
                keeper.send(signal.SIGKILL, keeper.descendants(self._keeper.pid))
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._keeper.wait(0.2)
            self._keeper = None
        self._frozen = False

    def freeze(self) -> None:
        """SIGSTOP: connections are still accepted (by the kernel), nothing is answered."""
        if self._keeper is not None:
            keeper.send(signal.SIGSTOP, keeper.descendants(self._keeper.pid))
            self._frozen = True

    def thaw(self) -> None:
        """Let a frozen server go on."""
        if self._frozen and self._keeper is not None:
            keeper.send(signal.SIGCONT, keeper.descendants(self._keeper.pid))
        self._frozen = False

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()


def unprivileged_user() -> str:
    """Return the user for servers that refuse root: `nobody` for root, else "" (no change)."""
    return UNPRIVILEGED if os.geteuid() == 0 else ""


def user_and_group() -> tuple[str, int]:
    """Return name and group id of the user that unprivileged servers run as."""
    account = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return account.pw_name, account.pw_gid


def give(path: Path, *, mode: int = 0o755) -> Path:
    """Make a folder, if need be, and hand it to the user of the unprivileged servers."""
    path.mkdir(exist_ok=True)
    path.chmod(mode)
    if os.geteuid() == 0:
        name, group = user_and_group()
        os.chown(path, pwd.getpwnam(name).pw_uid, group)
    return path


def write(path: Path, text: str) -> None:
    """Write a file that every user may read, whatever the umask."""
    path.write_text(text)
    path.chmod(0o644)


def require_enterable(folder: Path) -> None:
    """Check that the servers' user gets into `folder`.

    Raises:
        RuntimeError: some folder on the way is closed to others.
    """
    for part in [folder, *folder.parents] if os.geteuid() == 0 else []:
        if not part.stat().st_mode & 0o001:
            raise RuntimeError(
                f"The user {UNPRIVILEGED} cannot enter {part}: "
                "run chmod 755 on it, or set TMPDIR to a folder open to all, such as /tmp."
            )


def _environment(home: Path) -> dict[str, str]:
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin"
    return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "TZ": "UTC"}
