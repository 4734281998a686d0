"""What the measurements ran on, as figures mean nothing without it."""

import json
import os
import platform
import re
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bench.servers import Servers

_VERSION = re.compile(r"\d+(?:\.\d+)+")


def described(servers: Servers) -> dict[str, str]:
    """Cores, processor, memory, kernel, and the versions of what took part."""
    return {
        "cores": f"{os.cpu_count()}, two busy ones do {together():.2f} x what one does alone",
        "processor": _value("/proc/cpuinfo", "model name") or platform.machine(),
        "memory": _value("/proc/meminfo", "MemTotal"),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgresql": f"{_version(servers.postgres.command())}, {servers.postgres.durability}",
        "dovecot": _version(servers.dovecot.command()),
        "broker": _version(servers.valkey.command()),
    }


def together() -> float:
    """What two processes get done in a second of the clock, by what one alone does: 2 at best.

    Cores that are threads of one core, or that others use as well, bring less. It bounds what a
    second worker can bring.
    """
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(_turns, [0.1, 0.1]))
        alone = pool.submit(_turns, 1.0).result()
        return sum(pool.map(_turns, [1.0, 1.0])) / alone


def _turns(seconds: float) -> int:
    """How often some ordinary work is done meanwhile."""
    end, done = time.perf_counter() + seconds, 0
    words = {str(one): [one] * 5 for one in range(50)}
    while time.perf_counter() < end:
        json.loads(json.dumps(words))
        done += 1
    return done


def _value(path: str, name: str) -> str:
    for line in Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


def _version(command: list[str]) -> str:
    said = subprocess.run([command[0], "--version"], capture_output=True, text=True, check=False)
    found = _VERSION.search(said.stdout)
    return found.group() if found else "unknown"
