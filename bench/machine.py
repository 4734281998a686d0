"""What the measurements ran on, as figures mean nothing without it."""

import os
import platform
import re
import subprocess
from pathlib import Path

from bench.servers import Servers

_VERSION = re.compile(r"\d+(?:\.\d+)+")


def described(servers: Servers) -> dict[str, str]:
    """Cores, processor, memory, kernel, and the versions of what took part."""
    return {
        "cores": str(os.cpu_count()),
        "processor": _value("/proc/cpuinfo", "model name") or platform.machine(),
        "memory": _value("/proc/meminfo", "MemTotal"),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgresql": f"{_version(servers.postgres.command())}, {servers.postgres.durability}",
        "dovecot": _version(servers.dovecot.command()),
        "broker": _version(servers.valkey.command()),
    }


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
