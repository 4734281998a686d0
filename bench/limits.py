"""The limits: bare loops that move the same mail and do nothing with it."""

import asyncio
import os
import re
import smtplib
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from typing import IO

import aiosmtplib

Address = tuple[str, int]
Letters = Sequence[tuple[str, bytes]]

BATCH = 200
CHUNK = 256 * 1024
TIMEOUT = 60  # seconds
TEN = 10
_LITERAL = re.compile(rb"\{(\d+)\}\r\n$")


def imap(address: Address, user: str, password: str) -> list[int]:
    """Fetch all messages of the INBOX with UIDs from 1 on; return their sizes in bytes."""
    sizes: list[int] = []
    with _connected(address) as (sock, lines):
        lines.readline()
        _command(sock, lines, f"LOGIN {user} {password}")
        total = _exists(_command(sock, lines, "SELECT INBOX"))
        for first in range(1, total + 1, BATCH):
            last = min(first + BATCH - 1, total)
            answers = _command(sock, lines, f"UID FETCH {first}:{last} BODY.PEEK[]")
            sizes += [size for line, size in answers if b"BODY[]" in line]
        _command(sock, lines, "LOGOUT")
    return sizes


def _command(sock: socket.socket, lines: IO[bytes], text: str) -> list[tuple[bytes, int]]:
    """Return the untagged lines, each with the size of its literal, which is read and dropped."""
    sock.sendall(f"x {text}\r\n".encode())
    answers = []
    while not (line := lines.readline()).startswith(b"x "):
        if not line:
            raise ConnectionError(f"the server hung up at {text!r}")
        literal = _LITERAL.search(line)
        answers.append((line, len(lines.read(int(literal.group(1)))) if literal else 0))
    if not line.startswith(b"x OK"):
        raise RuntimeError(f"the server refused {text!r}: {line!r}")
    return answers


def _exists(answers: list[tuple[bytes, int]]) -> int:
    return next(int(line.split()[1]) for line, _ in answers if line.endswith(b" EXISTS\r\n"))


def pop3(address: Address, user: str, password: str) -> int:
    """Retrieve all messages one by one, as they come; return how many."""
    with _connected(address) as (sock, lines):
        lines.readline()
        for text in (f"USER {user}", f"PASS {password}"):
            _asked(sock, lines, text)
        total = int(_asked(sock, lines, "STAT").split()[1])
        for number in range(1, total + 1):
            sock.sendall(b"RETR %d\r\n" % number)
            _read_message(sock)
        _asked(sock, lines, "QUIT")
    return total


def _asked(sock: socket.socket, lines: IO[bytes], text: str) -> bytes:
    sock.sendall(f"{text}\r\n".encode())
    answer = lines.readline()
    if not answer.startswith(b"+OK"):
        raise RuntimeError(f"the server refused {text!r}: {answer!r}")
    return answer


def _read_message(sock: socket.socket) -> None:
    # Nothing else is asked for, so the five bytes of the end can only stand at the end (RFC 1939).
    tail = b""
    while not tail.endswith(b"\r\n.\r\n"):
        chunk = sock.recv(CHUNK)
        if not chunk or (not tail and not chunk.startswith(b"+")):
            raise RuntimeError(f"no message: {chunk[:100]!r}")
        tail = (tail + chunk[-5:])[-5:]


@contextmanager
def _connected(address: Address) -> Iterator[tuple[socket.socket, IO[bytes]]]:
    with socket.create_connection(address, TIMEOUT) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with BufferedReader(socket.SocketIO(sock, "r"), CHUNK) as lines:
            yield sock, lines


def aiosmtplib_loop(address: Address, sender: str, letters: Letters) -> None:
    """Send each (recipient, content) over one kept connection with aiosmtplib."""

    async def send_all() -> None:
        client = aiosmtplib.SMTP(
            hostname=address[0], port=address[1], use_tls=False, start_tls=False, timeout=TIMEOUT
        )
        async with client:
            for recipient, content in letters:
                await client.sendmail(sender, [recipient], content)

    asyncio.run(send_all())


def ten_aiosmtplib_loops(address: Address, sender: str, letters: Letters) -> None:
    """The same over ten connections at once."""

    async def send_some(some: Letters) -> None:
        client = aiosmtplib.SMTP(
            hostname=address[0], port=address[1], use_tls=False, start_tls=False, timeout=TIMEOUT
        )
        async with client:
            for recipient, content in some:
                await client.sendmail(sender, [recipient], content)

    async def send_all() -> None:
        await asyncio.gather(*(send_some(letters[first::TEN]) for first in range(TEN)))

    asyncio.run(send_all())


def smtp_source(address: Address, sender: str, *, count: int, size: int) -> None:
    """Postfix's generator in C: `count` messages of `size` bytes over 20 kept sessions."""
    host, port = address
    command = ["smtp-source", "-d", "-s", str(min(20, count)), "-m", str(count), "-l", str(size)]
    where = ["-f", sender, "-t", "customer@customers.test", f"inet:{host}:{port}"]
    folders = os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin"
    subprocess.run([*command, *where], check=True, env={"PATH": folders})


def smtplib_loop(address: Address, sender: str, letters: Letters) -> None:
    """The same with the standard library."""
    with smtplib.SMTP(*address, timeout=TIMEOUT) as client:
        for recipient, content in letters:
            client.sendmail(sender, [recipient], content)
