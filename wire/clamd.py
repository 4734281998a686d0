"""Asks a virus scanner that speaks the protocol of clamd (clamd(8), command INSTREAM); keeps nothing."""

import contextlib
import socket
import struct
import time

from wire.errors import ScannerAway, TooLargeToScan

CHUNK = 256 * 1024
LONGEST_ANSWER = 4096
CONNECT_SECONDS = 5.0


def scan(where: str, content: bytes | bytearray, *, seconds: float) -> str:
    """The name of what was found in ``content``, '' for nothing.

    where: a Unix socket's path, or host:port. seconds: for all of it, however slow each step is.
    Raises ScannerAway, and TooLargeToScan where the scanner takes no more bytes.
    """
    end = time.monotonic() + seconds
    try:
        with _connected(where, min(seconds, CONNECT_SECONDS)) as stream:
            # A scanner that has seen enough answers and closes before it was sent all.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                _send(stream, memoryview(content), end)
            answer = _answer(stream, end)
    except OSError as error:
        words = f"The virus scanner at {where} does not answer: {error.strerror or error}."
        raise ScannerAway(words) from error
    return _found(answer, where)


def _connected(where: str, seconds: float) -> socket.socket:
    if where.startswith("/"):
        stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            stream.settimeout(seconds)
            stream.connect(where)
        except OSError:
            stream.close()
            raise
        return stream
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def _send(stream: socket.socket, content: memoryview, end: float) -> None:
    stream.sendall(b"zINSTREAM\0")
    for at in range(0, len(content), CHUNK):
        piece = content[at : at + CHUNK]
        stream.settimeout(_left(end))
        stream.sendall(struct.pack(">I", len(piece)))
        stream.sendall(piece)
    stream.sendall(struct.pack(">I", 0))


def _answer(stream: socket.socket, end: float) -> str:
    found = b""
    while b"\0" not in found and len(found) < LONGEST_ANSWER:
        stream.settimeout(_left(end))
        piece = stream.recv(LONGEST_ANSWER)
        if not piece:
            break
        found += piece
    return found.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    return left


def _found(answer: str, where: str) -> str:
    words = answer.partition(": ")[2] or answer
    if words == "OK":
        return ""
    if words.endswith(" FOUND"):
        return "".join(one for one in words[: -len(" FOUND")] if one.isprintable())[:200]
    if "size limit" in words:
        raise TooLargeToScan("It is larger than the virus scanner takes.")
    raise ScannerAway(
        f"The virus scanner at {where} answered “{words[:200]}”."
        if words
        else f"The virus scanner at {where} closed the connection without an answer."
    )
