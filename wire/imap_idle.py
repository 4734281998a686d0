"""A mailbox that says by itself when mail comes: IDLE (RFC 2177), without waiting and without reading it."""

import re
import socket
import ssl
from enum import Enum

from wire.endpoints import Credentials, Endpoint
from wire.errors import Cause, Explanation, Step, WireError
from wire.imap import ImapInbox, open_inbox
from wire.trace import Trace

# Servers may end a session after 30 minutes without a command (RFC 2177), middleboxes earlier.
RENEW_SECONDS = 24 * 60.0
# Who does not answer DONE within this time is not there any more.
ANSWER_SECONDS = 60.0
CHUNK = 65_536
# A line that is longer is none of the answers that are waited for.
LONGEST_LINE = 10_000
CAME = re.compile(rb"\* \d+ (?:EXISTS|RECENT)\b", re.IGNORECASE)
BYE = re.compile(rb"\* BYE\b", re.IGNORECASE)


class News(Enum):
    NOTHING = "nothing"
    MAIL = "mail"
    # The connection is of no use any more.
    OVER = "over"


class Idle:
    """A session in IDLE, its socket not blocking. Use ``open_idle``; ``close`` it in any case.

    Times are seconds of any clock that only goes forward.
    """

    def __init__(self, inbox: ImapInbox, now: float) -> None:
        self._inbox = inbox
        self._client = inbox.client
        self._sock: socket.socket = self._client.socket()
        self._rest = b""
        self._number = 0
        self._asked_at = now
        self._ending = False
        self._ask(now)
        # What came with the last answer lies in the library's buffer, where no select sees it.
        self._sock.setblocking(False)
        self._rest = self._buffered()

    def fileno(self) -> int:
        return self._sock.fileno()

    def _ask(self, now: float) -> None:
        self._number += 1
        self._tag = b"IDLE%d" % self._number
        self._asked_at, self._ending = now, False
        self._sock.sendall(self._tag + b" IDLE\r\n")

    def _buffered(self) -> bytes:
        try:
            return bytes(self._client._imap.file.peek(CHUNK))
        except (BlockingIOError, ssl.SSLWantReadError):
            return b""

    def look(self, now: float) -> News:
        """Reads what has come; never waits."""
        try:
            while True:
                some = self._sock.recv(CHUNK)
                if not some:
                    return News.OVER
                self._rest += some
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        except OSError:
            return News.OVER
        return self._read(now)

    def _read(self, now: float) -> News:
        *lines, self._rest = self._rest.split(b"\n")
        self._rest = self._rest[-LONGEST_LINE:]
        news = News.NOTHING
        for line in lines:
            if BYE.match(line):
                return News.OVER
            if line.startswith(self._tag + b" "):
                if not self._ending or not line[len(self._tag) + 1 :].upper().startswith(b"OK"):
                    return News.OVER
                self._ask(now)
            elif CAME.match(line):
                news = News.MAIL
        return news

    def keep(self, now: float) -> News:
        """Asks anew where it was long ago; to be called every few seconds."""
        try:
            if self._ending:
                return News.OVER if now > self._asked_at + ANSWER_SECONDS else News.NOTHING
            if now > self._asked_at + RENEW_SECONDS:
                self._asked_at, self._ending = now, True
                self._sock.sendall(b"DONE\r\n")
        except OSError:
            return News.OVER
        return News.NOTHING

    def close(self) -> None:
        self._inbox.abandon()


def open_idle(
    endpoint: Endpoint, credentials: Credentials, *, folder: str, trace: Trace, now: float
) -> Idle:
    """Connects, signs in, selects the folder and asks to be told. Raises WireError; leaves no socket."""
    inbox = open_inbox(endpoint, credentials, folder=folder, trace=trace)
    try:
        if not inbox.client.has_capability("IDLE"):
            raise WireError(
                Cause.CONFIGURATION,
                Step.CAPABILITIES,
                Explanation("The server does not offer IDLE.", tried=str(endpoint)),
            )
        with trace.step(Step.FOLDER):
            return Idle(inbox, now)
    except BaseException:
        inbox.abandon()
        raise
