"""Fills and reads mailboxes by IMAP over bare sockets: our client must not check itself."""

import re
import socket
from typing import Self

# The log counts only log-ins from other addresses (see sessions.py).
INSPECTOR = "127.0.0.9"
TIMEOUT = 60  # seconds
_LITERAL = re.compile(rb"\{(\d+)\}\r\n$")


class Session:
    """One authenticated IMAP session (RFC 3501) with the few commands the tests need."""

    def __init__(self, address: tuple[str, int], user: str, *, password: str) -> None:
        source = (INSPECTOR, 0)
        self._socket = socket.create_connection(address, TIMEOUT, source_address=source)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")
        self._file.readline()
        self._command(f"LOGIN {user} {password}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        # LOGOUT, not just a closed socket: when it is answered the server has let go of the mailbox
        if kind is None:
            self._command("LOGOUT")
        self._file.close()
        self._socket.close()

    def append(self, messages: list[bytes], folder: str) -> None:
        """Append all messages with one command, without waiting for continuations (RFC 7888)."""
        if not self._exists(folder):
            self._command(f'CREATE "{folder}"')
        if messages:
            literals = b"".join(b" {%d+}\r\n%b" % (len(one), one) for one in messages)
            self._command(f'APPEND "{folder}"', literals)

    def messages(self, folder: str) -> list[bytes]:
        """Return the raw messages in the order of their UIDs."""
        if not self.count(folder):
            return []
        self._command(f'EXAMINE "{folder}"')
        answers = self._command("UID FETCH 1:* BODY.PEEK[]")
        return [body for line, body in answers if b"BODY[]" in line]

    def count(self, folder: str) -> int:
        """Return the number of messages; 0 when there is no such folder."""
        if not self._exists(folder):
            return 0
        answers = self._command(f'STATUS "{folder}" (MESSAGES)')
        found = [re.search(rb"MESSAGES (\d+)", line) for line, _ in answers]
        return next(int(one.group(1)) for one in found if one)

    def folders(self) -> list[str]:
        """Return all folder names."""
        answers = self._command('LIST "" "*"')
        return [_folder_name(line, body) for line, body in answers if line.startswith(b"* LIST")]

    def _exists(self, folder: str) -> bool:
        return bool(self._command(f'LIST "" "{folder}"'))

    def _command(self, text: str, literals: bytes = b"") -> list[tuple[bytes, bytes]]:
        """Return the untagged answers, each with its literal (or b"").

        Raises:
            RuntimeError: the server refused the command.
            ConnectionError: the server went away.
        """
        self._socket.sendall(f"x {text}".encode() + literals + b"\r\n")
        answers = []
        while not (line := self._line()).startswith(b"x "):
            literal = _LITERAL.search(line)
            body = self._file.read(int(literal.group(1))) if literal else b""
            answers.append((line, body))
        if not line.startswith(b"x OK"):
            raise RuntimeError(f"Dovecot refused {text[:60]!r}: {line.decode(errors='replace')}")
        return answers

    def _line(self) -> bytes:
        line = self._file.readline()
        if not line:
            raise ConnectionError("Dovecot closed the connection; is it running?")
        return line


def _folder_name(line: bytes, literal: bytes) -> str:
    name = literal or line.rstrip().rpartition(b' "/" ')[2]
    return name.decode().strip('"')
