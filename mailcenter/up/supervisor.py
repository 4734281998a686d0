"""The story of `up`: prepare, start in order, tell when ready, watch, stop in reverse order."""

import json
import os
import platform
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from aliases.directions import Direction
from mailcenter.up import broker, demo, pools, ports
from mailcenter.up.installation import Installation, write_private
from mailcenter.up.node import LOOK_SECONDS, Node, Place
from mailcenter.up.processes import Child, stop, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
WATCH_SECONDS = 0.25
WATCHDOG_SECONDS = "15"
# Workers that there are in any case, as their marks in the folder of the ready begin.
WORKERS = ("retriever@", "dispatcher@")
# How long the workers may take to finish what they have in hand when all is stopped.
GRACE_SECONDS = 20.0


class Supervisor:
    """``say`` gets the few lines meant for the person at the terminal."""

    def __init__(
        self, installation: Installation, *, demo: bool, port: int, say: Callable[[str], object]
    ) -> None:
        self.installation = installation
        self.demo = demo
        self.port = port
        self.say = say
        self.children: list[Child] = []
        self.node: Node | None = None
        self.environment: dict[str, str] = {}
        self.told = installation.folder / "up.json"

    def run(self, over: threading.Event) -> None:
        """Returns when ``over`` is set. Raises RuntimeError or TimeoutError where a start fails."""
        self.environment = self._environment()
        self.told.unlink(missing_ok=True)
        try:
            self._start_broker()
            known = self._start_demo()
            administrator = self._prepare(known)
            self._start_mailcenter()
            self._wait_until_ready(over)
            self._tell(administrator, known)
            self._watch(over)
        finally:
            self.told.unlink(missing_ok=True)
            self.say("Stopping…")
            stop([*self.children, *(self.node.children if self.node else [])])

    def _environment(self) -> dict[str, str]:
        own = {
            "DJANGO_SETTINGS_MODULE": "mailcenter.settings",
            "MAILCENTER_VAR": str(self.installation.folder),
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
        }
        if self.demo:
            own |= {
                "MAILCENTER_DEMO": "1",
                "MAILCENTER_MINIMUM_INTERVAL_SECONDS": "1",
                "MAILCENTER_TICK_SECONDS": "1",
            }
        return {**own, **os.environ, **self.installation.keys()}

    def _start(self, name: str, command: list[str], *, foundation: bool = False) -> None:
        log = self.installation.log(name)
        child = Child(name, command, self.environment, log, foundation=foundation)
        child.start()
        self.children.append(child)

    def _start_broker(self) -> None:
        if "REDIS_URL" in os.environ or "REDIS_URL_FILE" in os.environ:
            return
        socket = self.installation.socket("valkey.sock")
        socket.unlink(missing_ok=True)
        command = broker.command(self.installation.folder, socket)
        self._start("broker", command, foundation=True)
        wait_until(socket.exists, seconds=20, what="The broker")
        self.environment["REDIS_URL"] = broker.url(socket)

    def _start_demo(self) -> dict[str, Any] | None:
        if not self.demo:
            return None
        known = demo.facts(self.installation)
        self._start("demo", demo.command(self.installation, known), foundation=True)
        ready = self.installation.folder / "demo" / "ready.json"
        wait_until(ready.exists, seconds=20, what="The demo's mail server")
        return known

    def _prepare(self, known: dict[str, Any] | None) -> dict[str, Any]:
        """Database, static files, first rows. Returns the administrator's name and password."""
        facts = ["--demo", str(self.installation.folder / "demo" / "facts.json")]
        told = self._manage("prepare", "--all", *(facts if known else []))
        administrator: dict[str, Any] = json.loads(told)
        return administrator

    def _manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {words[0]} failed:\n{done.stderr.strip()[-2000:]}")
        return done.stdout

    def _start_mailcenter(self) -> None:
        self.port = ports.free(self.port)
        python = [sys.executable, "-m"]
        for ready in (self.installation.folder / "ready").iterdir():
            ready.unlink()
        place = Place(
            platform.node(), self.environment, self.installation.folder / "log", GRACE_SECONDS
        )
        self.node = Node(place, partial(pools.wanted, list(Direction)), say=self.say)
        self.node.look(time.monotonic())
        web = ["gunicorn", "mailcenter.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        limits = ["--workers", "2", "--threads", "8", "--timeout", "120", "--no-control-socket"]
        self._start("console", [*python, *web, *limits])
        celery = [*python, "celery", "--app", "mailcenter", "beat"]
        beat_files = ["--pidfile", "", "--schedule", str(self.installation.folder / "beat")]
        self._start("scheduler", [*celery, *beat_files, "--loglevel", "INFO"])
        manage = [sys.executable, str(ROOT / "manage.py")]
        self._start("watchdog", [*manage, "watchdog", "--every", WATCHDOG_SECONDS])
        self._start("watcher", [*manage, "watch"])

    def _wait_until_ready(self, over: threading.Event) -> None:
        wait_until(
            lambda: over.is_set() or self._workers_are_ready(),
            seconds=180,
            what=f"The workers (see {self.installation.folder / 'log'})",
        )
        wait_until(
            lambda: over.is_set() or self._console_answers(), seconds=180, what="The console"
        )

    def _workers_are_ready(self) -> bool:
        ready = [one.name for one in (self.installation.folder / "ready").iterdir()]
        return all(any(name.startswith(start) for name in ready) for start in WORKERS)

    def _console_answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "console/login/", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def _tell(self, administrator: dict[str, Any], known: dict[str, Any] | None) -> None:
        console = {"url": self.url, **administrator, "activities": "/console/activities/activity/"}
        told: dict[str, Any] = {"console": console}
        if known:
            told["demo"] = demo.told(known)
        write_private(self.told, json.dumps(told, indent=1))
        password = administrator["password"]
        self.say("")
        self.say(f"mailcenter is ready: {self.url}")
        self.say(f"  user      {administrator['user']}")
        self.say(f"  password  {password or 'the one you have chosen'}")
        if password:
            self.say("  (a one-time password: choose your own at the top right)")
        self.say(f"Logs are in {self.installation.folder / 'log'}; Ctrl-C stops everything.")

    def _watch(self, over: threading.Event) -> None:
        looked = time.monotonic()
        while not over.wait(WATCH_SECONDS):
            for child in self.children:
                if words := child.look():
                    self.say(words)
            if self.node and time.monotonic() >= looked + LOOK_SECONDS:
                looked = time.monotonic()
                self.node.look(looked)
