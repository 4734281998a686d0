"""The folder of an installation on one machine: its lock, its keys and its environment."""

import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from cryptography.fernet import Fernet

# The longest path of a unix socket, in bytes (sun_path of unix(7), less the closing zero).
SOCKET_PATH_LIMIT = 107


class AlreadyRunning(Exception):
    """Another supervisor works in the same folder."""


class Installation:
    """``folder`` is made where it is missing, for its owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("keys", "log", "ready"):
            (folder / name).mkdir(exist_ok=True, mode=0o700)
        self._lock: IO[str] | None = None

    def lock(self) -> None:
        """Held until the process ends, however it ends. Raises AlreadyRunning."""
        self._lock = (self.folder / "up.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(
                f"mailcenter is running in {self.folder} already: stop it there first."
            ) from error
        os.set_inheritable(self._lock.fileno(), False)

    def log(self, name: str) -> Path:
        return self.folder / "log" / f"{name}.log"

    def socket(self, name: str) -> Path:
        """A path for a unix socket, elsewhere where the folder's own is too long for one."""
        path = self.folder / name
        if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT:
            return path
        mark = sha256(os.fsencode(self.folder)).hexdigest()[:12]
        short = Path(tempfile.gettempdir()) / f"mailcenter-{os.getuid()}-{mark}"
        short.mkdir(exist_ok=True, mode=0o700)
        if short.stat().st_uid != os.getuid():
            raise PermissionError(f"{short} belongs to somebody else.")
        return short / name

    def keys(self) -> dict[str, str]:
        """The environment that names the keys; they are made at the first start and kept."""
        wanted: dict[str, Callable[[], str]] = {
            "MAILCENTER_SECRET_KEY": lambda: secrets.token_urlsafe(50),
            "MAILCENTER_CRYPT_KEYS": lambda: Fernet.generate_key().decode("ascii"),
        }
        found = {}
        for name, make in wanted.items():
            if name in os.environ or f"{name}_FILE" in os.environ:
                continue
            path = self.folder / "keys" / name.lower()
            if not path.exists():
                write_private(path, make())
            found[f"{name}_FILE"] = str(path)
        return found

    def remembered(self, name: str) -> dict[str, Any]:
        """The content of a small file of facts; empty where there is none."""
        path = self.folder / name
        content: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        return content


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)
