"""A line server that answers by a list, for faults that no real server shows on demand."""

import contextlib
import re
import socket
import ssl
import threading
from typing import Self

from tests.servers.ports import HOST
from tests.servers.rules import fill_in

CLOSE = b"<close>"  # as an answer: end the connection
TIMEOUT = 30  # seconds after which a silent client is given up


class ScriptedServer:
    r"""Sends `greeting` to each client and then answers line by line.

    Args:
        script: (regular expression, answer, answer…): the first entry that matches a line (without
            CRLF, ignoring case) answers it; its first answer the first time, then the next, the
            last one for ever. \1 to \9 stand for groups, such as the IMAP tag: (rb"(\S+) NOOP",
            b"\\1 OK done\r\n"). A line that matches nothing gets no answer.
        greeting: sent at once; CLOSE ends the connection without a word.
        tls: context for implicit TLS.

    Attributes:
        host, port: where it listens.
        received: all lines of all clients, without CRLF, in the order of arrival.
        accepted: number of connections so far.
    """

    host = HOST

    def __init__(
        self,
        script: list[tuple[bytes, *tuple[bytes, ...]]],
        *,
        greeting: bytes = b"",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._script = [(re.compile(pattern, re.I), list(rest)) for pattern, *rest in script]
        self._greeting, self._tls = greeting, tls
        self.received: list[bytes] = []
        self.accepted = 0
        self._socket = socket.create_server((HOST, 0))
        self.port: int = self._socket.getsockname()[1]
        self._clients: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        # shutdown wakes a thread that waits in accept() or recv(); close alone does not
        for one in (self._socket, *self._clients):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                self.accepted += 1
                self._clients.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(TIMEOUT)
        with contextlib.suppress(OSError, ValueError):
            if self._tls is not None:
                client = self._tls.wrap_socket(client, server_side=True)
            self._talk(client)
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
        client.close()

    def _talk(self, client: socket.socket) -> None:
        if self._greeting == CLOSE:
            return
        client.sendall(self._greeting)
        with client.makefile("rb") as lines:
            for line in lines:
                self.received.append(line.rstrip(b"\r\n"))
                answer = self._answer(self.received[-1])
                if answer == CLOSE:
                    return
                client.sendall(answer)

    def _answer(self, line: bytes) -> bytes:
        for pattern, answers in self._script:
            if found := pattern.search(line):
                return fill_in(answers.pop(0) if len(answers) > 1 else answers[0], found)
        return b""
