"""Runs one server as a child and ends it, with all its descendants, when the test run ends.

Started by path as a program of its own, so only the standard library may be imported here.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PATIENCE = 3.0  # seconds a server gets to stop by itself


def descendants(ancestor: int) -> list[int]:
    """Return the ids of all processes below `ancestor` that have not ended yet, children first."""
    children: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{name}/stat") as stat:
            state, parent = stat.read().rpartition(")")[2].split()[:2]
            if state != "Z":
                children.setdefault(int(parent), []).append(int(name))
    found = list(children.get(ancestor, []))
    for pid in found:
        found += children.get(pid, [])
    return found


def send(number: int, pids: list[int]) -> None:
    """Send the signal `number` to each process that is still there."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def die_with_parent() -> None:
    """Let the kernel kill this process as soon as the thread that started it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _run(command: list[str], *, user: str) -> subprocess.Popen[bytes]:
    if not user:
        return subprocess.Popen(command)
    return subprocess.Popen(command, user=user, group=_group(user), extra_groups=[])


def _group(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


def _watch(server: subprocess.Popen[bytes], *, parent: int) -> None:
    """Return when the server has ended, SIGTERM came, or the parent is gone."""
    signals = {signal.SIGCHLD, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    while server.poll() is None and os.getppid() == parent:
        # a look every 0.1 s: PR_SET_PDEATHSIG would fire when the starting *thread* ends
        caught = signal.sigtimedwait(signals, 0.1)
        if caught and caught.si_signo == signal.SIGTERM:
            return


def _end(server: subprocess.Popen[bytes], *, stop_signal: int) -> None:
    """Ask the server to stop, then kill whatever is left of its family."""
    send(stop_signal, [server.pid] if server.poll() is None else [])
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(PATIENCE)
    while left := descendants(os.getpid()):
        send(signal.SIGKILL, left)
        time.sleep(0.001)
    # nobody else is sure to reap them soon
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def main(arguments: list[str]) -> int:
    """Keep `parent stop_signal user command...`; return the server's exit status."""
    parent, stop_signal, user, *command = arguments
    # orphaned grandchildren come to us, also those in sessions of their own (Postfix)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    if os.getppid() != int(parent):
        return 1
    server = _run(command, user=user)
    _watch(server, parent=int(parent))
    _end(server, stop_signal=int(stop_signal))
    return server.returncode or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
