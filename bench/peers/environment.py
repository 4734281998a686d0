"""Where the peers that are Python packages are installed: apart from our own packages."""

from pathlib import Path

from bench.peers.errors import PeerMissing

ROOT = Path(__file__).resolve().parents[2]
# the Makefile knows this folder, too
FOLDER = ROOT / "var" / "bench-env"


def missing() -> str:
    """Why no peer can run; "" where they can."""
    if (FOLDER / "ready").exists():
        return ""
    return "the packages to compare with are not installed: run make var/bench-env/ready"


def program(name: str) -> str:
    """The path of one of its programs, such as `python`.

    Raises:
        PeerMissing: the environment has not been made.
    """
    if reason := missing():
        raise PeerMissing(reason)
    return str(FOLDER / "bin" / name)
