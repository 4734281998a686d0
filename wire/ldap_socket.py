"""A socket for the LDAP library that bounds each operation as a whole: in seconds and in bytes.

A read alone is bounded by the endpoint already; a server that trickles would hold on for ever.
"""

import socket
import time
from typing import Any

from wire.ldap_answers import NotLdap

# More is no answer about a few people.
MOST_BYTES = 8 * 1024 * 1024
# Every message is a SEQUENCE (RFC 4511 section 4.1.1).
SEQUENCE = 0x30


class Bounded:
    """Passes everything on to ``sock``; `begin` gives the next operation its time and bytes."""

    def __init__(self, sock: socket.socket, seconds: float) -> None:
        self.sock = sock
        self.seconds = seconds
        self._spoken = False
        self.begin()

    def begin(self) -> None:
        self._ends = time.monotonic() + self.seconds
        self._left = MOST_BYTES

    def recv(self, size: int) -> bytes:
        rest = self._ends - time.monotonic()
        if rest <= 0:
            raise TimeoutError("timed out")
        self.sock.settimeout(rest)
        data = self.sock.recv(size)
        if data and not self._spoken and data[0] != SEQUENCE:
            raise NotLdap("the first byte is of no LDAP message")
        self._spoken = True
        self._left -= len(data)
        if self._left < 0:
            raise NotLdap("the answer is too large")
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sock, name)
