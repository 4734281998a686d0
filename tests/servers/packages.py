"""Which Debian packages the real servers (and the browser) need, and installs the missing ones.

Run as `python -m tests.servers.packages [--install] [--peers]`; the peers are programs that only
the measurements compare with.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.servers import valkey

POLICY = Path("/usr/sbin/policy-rc.d")
_PROJECT = Path(__file__).resolve().parents[2]
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_PRESEED = "postfix postfix/main_mailer_type select No configuration\n"


def missing(*, peers: bool = False) -> list[str]:
    """Return the names of the Debian packages whose programs are not there, in a fixed order.

    peers: those of the measurements' peers instead of those of the servers.
    """
    asked = _PEERS if peers else _PRESENT
    return [package for package, there in asked.items() if not there()]


def _file(path: str) -> Callable[[], bool]:
    return lambda: Path(path).exists()


def _postgresql() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/postgres")) or bool(shutil.which("postgres"))


_PRESENT: dict[str, Callable[[], bool]] = {
    "dovecot-imapd": _file("/usr/lib/dovecot/imap"),
    "dovecot-pop3d": _file("/usr/lib/dovecot/pop3"),
    "dovecot-lmtpd": _file("/usr/lib/dovecot/lmtp"),
    "dovecot-gssapi": _file("/usr/lib/dovecot/modules/auth/libmech_gssapi.so"),
    "krb5-kdc": _file("/usr/sbin/krb5kdc"),
    "krb5-admin-server": _file("/usr/sbin/kadmin.local"),
    # to build the Python package gssapi
    "libkrb5-dev": lambda: bool(shutil.which("krb5-config")),
    "gcc": lambda: bool(shutil.which("gcc")),
    "postfix": _file("/usr/lib/postfix/sbin/master"),
    "postgresql": _postgresql,
    "slapd": _file("/usr/sbin/slapd"),
    "redis-server": lambda: valkey.program() is not None,
    "chromium": lambda: any(map(shutil.which, _BROWSERS)),
}

_PEERS: dict[str, Callable[[], bool]] = {
    "isync": lambda: bool(shutil.which("mbsync")),
    "fetchmail": lambda: bool(shutil.which("fetchmail")),
}


def command(packages: list[str]) -> list[str]:
    """Return the command that installs `packages`."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def advice(packages: list[str]) -> str:
    """Return one sentence for the person who has to install them."""
    line = " ".join(["sudo", *command(packages)])
    return f"Missing Debian packages: {', '.join(packages)}; install them with: {line}"


def install(packages: list[str], *, policy: Path = POLICY) -> None:
    """Install as root, without questions and without starting any service.

    Raises:
        subprocess.CalledProcessError: apt-get failed; it has said why.
        FileNotFoundError: there is no apt-get.
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    ours = not policy.exists()
    if ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        if "postfix" in packages and shutil.which("debconf-set-selections"):
            subprocess.run(["debconf-set-selections"], input=_PRESEED, text=True, check=True)
        subprocess.run(["apt-get", "update"], env=environment, check=True)
        subprocess.run(command(packages), env=environment, check=True)
    finally:
        if ours:
            policy.unlink(missing_ok=True)


def _sudo_works() -> bool:
    if not shutil.which("sudo"):
        return False
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0


def _install_through_sudo(arguments: list[str]) -> int:
    module = [sys.executable, "-m", "tests.servers.packages", *arguments]
    return subprocess.run(["sudo", "-n", *module], cwd=_PROJECT, check=False).returncode


def main(arguments: list[str]) -> int:
    """Print the missing packages, or install them; return the exit status."""
    peers = "--peers" in arguments
    packages = missing(peers=peers)
    if "--install" not in arguments:
        print("\n".join(packages), end="\n" if packages else "")
        return 0
    if packages and os.geteuid() != 0 and _sudo_works():
        return _install_through_sudo(arguments)
    if packages and os.geteuid() == 0:
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            install(packages)
        packages = missing(peers=peers)
    if packages:
        print(advice(packages), file=sys.stderr)
    return 1 if packages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
