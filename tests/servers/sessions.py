"""Counts a user's log-ins and sessions in Dovecot's log; looks into mailboxes do not count."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.servers.mailboxes import INSPECTOR

QUIET = 0.05  # seconds without a new line after which the log is taken to be complete
PATIENCE = 1.0  # seconds after which a log that keeps growing is read all the same

_STARTED = re.compile(r"master: Info: Dovecot .* starting up")
_LOGIN = re.compile(
    r"(?:imap|pop3)-login: Info: Login: user=<([^>]*)>.* rip=([^,]*),.* session=<(.*)>"
)
_ENDED = re.compile(
    r" (?:imap|pop3)\(([^)]*)\)<\d+><([^>]*)>: Info: (?:Disconnected|Connection closed)"
)
_REFUSED = re.compile(r" auth: Info: [\w-]+\(([^,)]*),.*: Password mismatch")
_FAILED = re.compile(r" (imap|pop3)-login: Info: .*auth failed, (\d+) attempts.*, method=([\w-]+),")


class SessionLog:
    """Reads the log anew for each question: tests ask rarely, and the file is small."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def logins(self, user: str) -> int:
        """Return the number of successful log-ins of `user`."""
        return sum(change > 0 for change in self._changes(user))

    def refused(self, user: str) -> int:
        """Return the number of log-ins of `user` with a wrong password."""
        return Counter(match[1] for match in map(_REFUSED.search, self._lines()) if match)[user]

    def failed(self, protocol: str) -> Counter[str]:
        """Return the failed attempts of all users over imap or pop3, by their SASL mechanism."""
        found = [match for match in map(_FAILED.search, self._lines()) if match]
        attempts: Counter[str] = Counter()
        for match in found:
            attempts[match[3]] += int(match[2]) if match[1] == protocol else 0
        return attempts

    def open_now(self, user: str) -> int:
        """Return the number of sessions that have not ended."""
        return sum(self._changes(user))

    def peak(self, user: str) -> int:
        """Return the highest number of sessions at one time."""
        now = peak = 0
        for change in self._changes(user):
            now += change
            peak = max(peak, now)
        return peak

    def _changes(self, user: str) -> Iterator[int]:
        """Yield +1 for each log-in, -1 for each end, and what a restart of Dovecot cut off."""
        open_sessions: set[str] = set()
        for line in self._lines():
            if (login := _LOGIN.search(line)) and login[1] == user and login[2] != INSPECTOR:
                open_sessions.add(login[3])
                yield 1
            elif (end := _ENDED.search(line)) and end[2] in open_sessions:
                open_sessions.remove(end[2])
                yield -1
            elif _STARTED.search(line):
                yield -len(open_sessions)
                open_sessions.clear()

    def _lines(self) -> list[str]:
        # the log process writes a little later than the sessions answer
        end = time.monotonic() + PATIENCE
        size = -1
        while size != (size := self._path.stat().st_size) and time.monotonic() < end:
            time.sleep(QUIET)
        return self._path.read_text(errors="replace").splitlines()
