"""Children of the supervisor: started, watched, started again when they die, stopped in the end."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
# A child that dies at once is started again after a growing pause, in seconds.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
LIVED_LONG_ENOUGH = 30.0


def _die_with_the_supervisor() -> None:
    """Runs in the child: even a killed supervisor leaves no process behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process with what it starts itself: a session of its own, killed as a whole."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path | None  # None: the supervisor's own output
    foundation: bool = False  # the others need it until they have ended
    patience: float = 20.0  # seconds to end by itself when asked to
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    pause: float = FIRST_PAUSE
    next_start: float = field(default=0.0)

    def start(self) -> None:
        with self.log.open("ab") if self.log else nullcontext() as log:
            self.process = self._spawn(log)
        self.begun = time.monotonic()

    def _spawn(self, log: IO[bytes] | None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            list(self.command),
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with_the_supervisor,  # noqa: PLW1509  # one thread
        )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look(self) -> str:
        """Starts the child again where it died; says so in words, '' where all is well."""
        now = time.monotonic()
        if self.alive:
            return ""
        if self.process is not None:
            words = f"{self.name} ended with status {self.process.returncode}; started again"
            self._schedule(now)
            return words
        if now >= self.next_start:
            self.start()
        return ""

    def _schedule(self, now: float) -> None:
        self.kill_rest()
        self.process = None
        lived = now - self.begun > LIVED_LONG_ENOUGH
        self.pause = FIRST_PAUSE if lived else min(self.pause * 2, LONGEST_PAUSE)
        self.next_start = now + (0 if lived else self.pause / 2)

    def ask_to_end(self) -> None:
        if self.alive and self.process is not None:
            self.process.terminate()

    def end(self, asked_at: float) -> None:
        """Waits for its own end, as long as its patience lasts, then kills whatever is left of it."""
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(max(asked_at + self.patience - time.monotonic(), 0.1))
        self.kill_rest()

    def kill_rest(self) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def stop(children: Sequence[Child]) -> None:
    """First all that rest on a foundation, at once; then the foundations, last started first."""
    resting = [child for child in reversed(children) if not child.foundation]
    asked_at = time.monotonic()
    for child in resting:
        child.ask_to_end()
    for child in resting:
        child.end(asked_at)
    for child in reversed(children):
        if child.foundation:
            child.ask_to_end()
            child.end(time.monotonic())


def wait_until(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Raises TimeoutError with ``what`` where ``condition`` does not come true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not get ready within {seconds:.0f} seconds.")
        time.sleep(0.05)
