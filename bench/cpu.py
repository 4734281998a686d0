"""CPU time of the processes of a server, those that have ended and were waited for included."""

import contextlib
import os
from pathlib import Path

from tests.servers.process import Server

# Fields of /proc/PID/stat after the name (proc(5)): utime, stime, cutime, cstime.
_TIMES = slice(11, 15)
_TICK = os.sysconf("SC_CLK_TCK")


def seconds(server: Server) -> float:
    """Of all its processes, in steps of ten milliseconds."""
    return sum(map(_own, server.processes))


def _own(pid: int) -> float:
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, words[_TIMES])) / _TICK
    return 0.0


def megabytes(pid: int, *, most: bool = False) -> float:
    """The resident memory of one process, now or at its highest."""
    name = "VmHWM" if most else "VmRSS"
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"no {name} of process {pid}")
