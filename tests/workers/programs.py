"""The processes beside workers and clock: the console's web process, and the watchdog."""

import json
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.servers.ports import answers, free_port
from tests.servers.valkey import Valkey
from tests.workers.crash_worker import ROOT, Program

# What /healthz says where all is well.
CALM = (
    200,
    {"status": "ok", "incidents": 0}
    | dict.fromkeys(("database", "scheduler", "broker", "nodes"), True),
)


class Manage(Program):
    """One of manage.py's commands."""

    arguments: tuple[str, ...] = ()

    def command(self) -> list[str]:
        environment = [f"{name}={value}" for name, value in self._environment().items()]
        return ["env", *environment, sys.executable, str(ROOT / "manage.py"), *self.arguments]

    def ready(self) -> bool:
        return True


class Watchdog(Manage):
    """``more`` and ``seconds`` are to be set before the start."""

    name = "watchdog"
    seconds = "15"

    @property
    def arguments(self) -> tuple[str, ...]:  # type: ignore[override]
        return "watchdog", "--every", self.seconds


class Web(Program):
    """What answers /healthz."""

    name = "web"

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

    def ask(self, page: str = "healthz") -> tuple[int, dict[str, Any]]:
        """The status code and the JSON of the answer; 0 where nothing answers."""
        try:
            with urllib.request.urlopen(
                f"http://{self.host}:{self.port}/{page}", timeout=30
            ) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, {}
