"""Loopback addresses and free ports, chosen so that parallel test workers do not meet."""

import os
import socket
import time
from collections.abc import Callable

HOST = "127.0.0.1"
LOCALHOST = tuple(f"127.0.0.{n}" for n in range(1, 8))

# Below the kernel's range for outgoing connections: a killed server finds its port free again.
_FIRST, _BLOCK, _BLOCKS = 10_000, 128, 170
_next = 0
_reserved: list[socket.socket] = []


def free_port() -> int:
    """Return a TCP port that is free on 127.0.0.1 to 127.0.0.7, never the same one twice.

    Each process counts through a block of its own, so workers with neighbouring ids stay apart.

    Raises:
        RuntimeError: every port looked at is taken.
    """
    global _next
    for _ in range(_BLOCK * 4):
        port = _FIRST + (os.getpid() * _BLOCK + _next) % (_BLOCK * _BLOCKS)
        _next += 1
        if _is_free(port):
            return port
    raise RuntimeError("No free loopback port found; stop other servers on ports 10000 to 32000.")


def _is_free(port: int) -> bool:
    for address in LOCALHOST:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                return False
    return True


def closed_port() -> int:
    """Return a port of 127.0.0.1 that refuses connections until this process ends."""
    # bound but not listening: refused by the kernel, and nobody else can take it meanwhile
    holder = socket.socket()
    holder.bind((HOST, free_port()))
    _reserved.append(holder)
    port: int = holder.getsockname()[1]
    return port


def answers(port: int, host: str = HOST) -> bool:
    """Tell whether something accepts connections there (True) or not (False)."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(condition: Callable[[], bool], *, seconds: float = 10, every: float = 0.01) -> None:
    """Look again, `every` so many seconds, until `condition()` is true.

    Raises:
        TimeoutError: it was still false after `seconds`.
    """
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"still not so after {seconds} s")
        time.sleep(every)
