"""Runs a peer's program to its end."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.peers.errors import PeerFailed

LIMIT = 1800  # seconds
SHOWN = 2000  # characters


def run(command: Sequence[str], *, folder: Path, given: str = "") -> str:
    """Run it in `folder` with `given` on its standard input; return what it wrote to its output.

    Nothing of our own environment reaches it.

    Raises:
        PeerFailed: it ended with an error, or did not end within half an hour.
    """
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PeerFailed(f"{command[0]} did not end within {LIMIT} s") from error
    if done.returncode:
        raise PeerFailed(f"{command[0]} ended with {done.returncode}: {done.stderr[-SHOWN:]}")
    return done.stdout
