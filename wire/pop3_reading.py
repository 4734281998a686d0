"""Reads the messages that a POP3 server was asked for (RFC 1939 section 3), many at a time.

poplib reads line by line, which takes as long as all else that is done to a message.
"""

import poplib
from typing import Any

AT_ONCE = 256 * 1024
END = b"\n.\r\n"
# Some servers end all their lines so.
BARE_END = b"\n.\n"


class Answers:
    """The answers to several RETR, in the order in which they were asked for."""

    def __init__(self, file: Any) -> None:
        # An io.BufferedReader: other answers than these must not be under way.
        self._file = file
        self._read = bytearray()

    def message(self) -> bytes:
        """The next message as the sender had it, without the dots of the protocol.

        Raises poplib.error_proto where the server refuses it, or ends the session; OSError.
        """
        words = self._take(self._upto(b"\n") - 1)
        if not words.startswith(b"+"):
            self._take(1)
            raise poplib.error_proto(words.rstrip(b"\r"))
        # The line end of the first line stays: the end of an empty message follows it at once.
        # Where that line has a carriage return, a line of a bare LF is the sender's, and no end.
        content = self._take(self._upto(END, bare=not words.endswith(b"\r")))
        content = content[: content.rindex(b".")].replace(b"\n..", b"\n.")
        return content[1:]

    def _upto(self, mark: bytes, *, bare: bool = False) -> int:
        """Reads until ``mark`` is there, or `BARE_END` where the server is ``bare``; returns where it ends."""
        begin = 0
        while (at := self._read.find(mark, begin)) < 0:
            if bare and self._read.endswith(BARE_END):
                return len(self._read)
            begin = max(0, len(self._read) - len(mark))
            piece = self._file.read1(AT_ONCE)
            if not piece:
                raise poplib.error_proto("-ERR EOF")
            self._read += piece
        return at + len(mark)

    def _take(self, end: int) -> bytes:
        taken = bytes(self._read[:end])
        del self._read[:end]
        return taken
