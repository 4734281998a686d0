"""The bare readers of IMAP and POP3: sockets and literals, and nothing done with the mail."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from typing import IO

Address = tuple[str, int]

BATCH = 100
CHUNK = 256 * 1024
TIMEOUT = 60  # seconds
_LITERAL = re.compile(rb"\{(\d+)\}\r\n$")


def imap(address: Address, user: str, password: str) -> Iterator[list[bytes]]:
    """The messages of the INBOX with UIDs from 1 on, BATCH at a time."""
    with _connected(address) as (sock, lines):
        lines.readline()
        _command(sock, lines, f"LOGIN {user} {password}")
        total = _exists(_command(sock, lines, "SELECT INBOX"))
        for first in range(1, total + 1, BATCH):
            last = min(first + BATCH - 1, total)
            answers = _command(sock, lines, f"UID FETCH {first}:{last} BODY.PEEK[]")
            yield [literal for line, literal in answers if b"BODY[]" in line]
        _command(sock, lines, "LOGOUT")


def _command(sock: socket.socket, lines: IO[bytes], text: str) -> list[tuple[bytes, bytes]]:
    """The untagged lines, each with its literal. Raises RuntimeError where it is refused."""
    sock.sendall(f"x {text}\r\n".encode())
    answers = []
    while not (line := lines.readline()).startswith(b"x "):
        if not line:
            raise ConnectionError(f"the server hung up at {text!r}")
        literal = _LITERAL.search(line)
        answers.append((line, lines.read(int(literal.group(1))) if literal else b""))
    if not line.startswith(b"x OK"):
        raise RuntimeError(f"the server refused {text!r}: {line!r}")
    return answers


def _exists(answers: list[tuple[bytes, bytes]]) -> int:
    return next(int(line.split()[1]) for line, _ in answers if line.endswith(b" EXISTS\r\n"))


def pop3(address: Address, user: str, password: str) -> Iterator[list[bytes]]:
    """All messages, retrieved one by one and handed out BATCH at a time."""
    with _connected(address) as (sock, lines):
        lines.readline()
        for text in (f"USER {user}", f"PASS {password}"):
            _asked(sock, lines, text)
        total = int(_asked(sock, lines, "STAT").split()[1])
        for first in range(1, total + 1, BATCH):
            yield [_retrieved(sock, one) for one in range(first, min(first + BATCH, total + 1))]
        _asked(sock, lines, "QUIT")


def _asked(sock: socket.socket, lines: IO[bytes], text: str) -> bytes:
    sock.sendall(f"{text}\r\n".encode())
    answer = lines.readline()
    if not answer.startswith(b"+OK"):
        raise RuntimeError(f"the server refused {text!r}: {answer!r}")
    return answer


def _retrieved(sock: socket.socket, number: int) -> bytes:
    sock.sendall(b"RETR %d\r\n" % number)
    # Nothing else is asked for, so the five bytes of the end can only stand at the end (RFC 1939).
    chunks, tail = [], b""
    while not tail.endswith(b"\r\n.\r\n"):
        chunks.append(sock.recv(CHUNK))
        if not chunks[-1]:
            raise ConnectionError("the server hung up in a message")
        tail = (tail + chunks[-1][-5:])[-5:]
    whole = b"".join(chunks)
    if not whole.startswith(b"+OK"):
        raise RuntimeError(f"no message: {whole[:100]!r}")
    return whole[whole.index(b"\r\n") + 2 : -3].replace(b"\r\n..", b"\r\n.")


@contextmanager
def _connected(address: Address) -> Iterator[tuple[socket.socket, IO[bytes]]]:
    with socket.create_connection(address, TIMEOUT) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with BufferedReader(socket.SocketIO(sock, "r"), CHUNK) as lines:
            yield sock, lines
