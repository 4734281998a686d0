"""`manage.py up --demo` as a whole: it gets ready, carries mail, mends itself, leaves nothing."""

import json
import os
import re
import shutil
import signal
import smtplib
import stat
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.servers.ports import wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = "mailcenter.sqlite3"


class Installation:
    """A running installation and a browser's session in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = (folder / "output").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--demo", "--port", "0"],
            cwd=ROOT,
            env=environment_of(folder / "var"),
            stdout=self.output,
            stderr=self.output,
        )
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def wait_until_ready(self) -> dict:
        up = self.folder / "var" / "up.json"
        wait_until(lambda: up.exists() or self.process.poll() is not None, seconds=240)
        assert up.exists(), (self.folder / "output").read_text()
        self.up = json.loads(up.read_text())
        return self.up

    def get(self, path: str) -> str:
        return self.browser.open(self.up["console"]["url"].rstrip("/") + path).read().decode()

    def sign_in(self) -> None:
        console = self.up["console"]
        page = self.get("/console/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "next": "/console/"}
        form |= {"username": console["user"], "password": console["password"]}
        data = urllib.parse.urlencode(form).encode()
        self.browser.open(console["url"] + "console/login/", data)

    def processes(self) -> list[int]:
        """All processes that belong to this installation, by their environment."""
        mark = f"MAILCENTER_VAR={self.folder / 'var'}".encode()
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                environment = Path(f"/proc/{pid}/environ").read_bytes()
            except OSError:
                continue
            if mark in environment.split(b"\0"):
                found.append(int(pid))
        return found

    def command_lines(self) -> dict[int, str]:
        lines = {}
        for pid in self.processes():
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            lines[pid] = words
        return lines

    def close(self) -> None:
        for pid in [self.process.pid, *self.processes()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()
        self.output.close()


def environment_of(var: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MAILCENTER_") and name not in {"DATABASE_URL", "REDIS_URL"}
    }
    return kept | {"MAILCENTER_VAR": str(var)}


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Path:
    """A database with all tables: to make them takes longer than all else that gets ready."""
    var = tmp_path_factory.mktemp("migrated")
    keys = {
        "MAILCENTER_SECRET_KEY": "x" * 50,
        "MAILCENTER_CRYPT_KEYS": Fernet.generate_key().decode(),
    }
    command = [sys.executable, "manage.py", "migrate", "-v", "0", "--skip-checks"]
    subprocess.run(command, cwd=ROOT, env=environment_of(var) | keys, check=True)
    return var / DATABASE


@pytest.fixture
def first_one(tmp_path) -> Iterator[Installation]:
    """On a machine that has had none."""
    with closing(Installation(tmp_path)) as running:
        yield running


@pytest.fixture
def installation(tmp_path, migrated) -> Iterator[Installation]:
    (tmp_path / "var").mkdir(mode=0o700)
    shutil.copy(migrated, tmp_path / "var" / DATABASE)
    with closing(Installation(tmp_path)) as running:
        yield running


def send(up: dict, to: str, subject: str) -> None:
    with smtplib.SMTP(up["demo"]["smtp"]["host"], up["demo"]["smtp"]["port"], timeout=10) as smtp:
        text = (
            f"From: c@example.test\nTo: {to}\nSubject: {subject}\nMessage-ID: <{subject}@x>\n\nhi\n"
        )
        smtp.sendmail("c@example.test", [to], text)


def test_it_gets_ready_carries_mail_and_leaves_nothing_behind(first_one) -> None:
    up = first_one.wait_until_ready()
    assert stat.S_IMODE((first_one.folder / "var" / "up.json").stat().st_mode) == 0o600
    assert up["console"]["password"] in (first_one.folder / "output").read_text()
    first_one.sign_in()
    for alias in up["demo"]["aliases"]:
        send(up, alias["address"], f"to-{alias['protocol']}")
    begun = time.monotonic()
    path = up["console"]["activities"]
    wait_until(
        lambda: {"to-imap", "to-pop3"} <= set(re.findall(r"to-\w+3?", first_one.get(path))),
        seconds=20,
    )
    print(f"both seen after {time.monotonic() - begun:.1f} s")
    first_one.process.terminate()
    assert first_one.process.wait(60) == 0
    wait_until(lambda: first_one.processes() == [], seconds=10)
    assert not (first_one.folder / "var" / "up.json").exists()


def test_what_dies_is_started_again_and_no_mail_is_lost(installation) -> None:
    up = installation.wait_until_ready()
    installation.sign_in()
    for pid, words in installation.command_lines().items():
        if any(one in words for one in ("celery", "mailserver", "redis-server", "watchdog")):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: _delivered(up), seconds=30)
    path = up["console"]["activities"]
    wait_until(lambda: "after-the-crash" in installation.get(path), seconds=240)
    assert installation.get(path).count("after-the-crash</a>") == 1
    lines = installation.command_lines().values()
    assert any("watchdog --every" in words for words in lines)


def _delivered(up: dict) -> bool:
    try:
        send(up, up["demo"]["aliases"][0]["address"], "after-the-crash")
    except OSError:
        return False
    return True


def test_a_killed_supervisor_leaves_no_process(installation) -> None:
    installation.wait_until_ready()
    installation.process.kill()
    wait_until(lambda: installation.processes() == [], seconds=30)


def test_a_second_one_in_the_same_folder_refuses(installation) -> None:
    installation.wait_until_ready()
    environment = os.environ | {"MAILCENTER_VAR": str(installation.folder / "var")}
    command = [sys.executable, "manage.py", "up"]
    second = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert second.returncode == 1
    assert "is running in" in second.stderr
