"""Asks directory servers about addresses, keeps their answers, and lets one that is down rest."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db.models import F

from contacts import connections
from contacts.models import Directory, DirectoryAnswer
from contacts.waiting import FOUND_FOR, NOT_FOUND_FOR
from wire import ldap
from wire.errors import WireError
from wire.ldap_values import Entry

log = structlog.get_logger(__name__)

# The rest after the first failure, the second and so on; the last one after each further.
RESTS = tuple(timedelta(minutes=one) for one in (1, 2, 5, 15, 60))


def rest_after(failures: int) -> timedelta:
    """How long a server that has failed so often in a row is left alone; from 1."""
    return RESTS[min(failures, len(RESTS)) - 1]


@dataclass(slots=True)
class Asking:
    """One round of questions: a session for each server, opened when it is first asked."""

    now: datetime
    sessions: dict[int, ldap.Session] = field(default_factory=dict)
    resting: dict[int, datetime] = field(default_factory=dict)

    def ask(self, directory: Directory, key: str) -> DirectoryAnswer | None:
        """The server's answer, kept from now on; None where it gives none at the moment."""
        if self.rests(directory):
            return None
        try:
            found = self._session(directory).search(connections.query_for(directory, key))
        except WireError as error:
            self._failed(directory, error)
            return None
        if directory.failures:
            Directory.objects.filter(pk=directory.pk).update(
                failures=0, failed_at=None, not_before=None, problem=""
            )
            directory.failures = 0
        return _kept(directory, key, values_of(directory, found), self.now)

    def rests(self, directory: Directory) -> datetime | None:
        """Until when the server is left alone; None where it may be asked."""
        until = self.resting.get(directory.pk, directory.not_before)
        return until if until is not None and until > self.now else None

    def close(self) -> None:
        for session in self.sessions.values():
            session.close()
        self.sessions.clear()

    def _session(self, directory: Directory) -> ldap.Session:
        if directory.pk not in self.sessions:
            server = connections.server_of(directory)
            self.sessions[directory.pk] = ldap.open_session(server.endpoint, server.credentials)
        return self.sessions[directory.pk]

    def _failed(self, directory: Directory, error: WireError) -> None:
        log.warning("A directory server does not answer.", directory=directory.pk, step=error.step.value)  # fmt: skip
        session = self.sessions.pop(directory.pk, None)
        if session is not None:
            with suppress(OSError):
                session.close()
        directory.failures += 1
        until = self.now + rest_after(directory.failures)
        self.resting[directory.pk] = until
        Directory.objects.filter(pk=directory.pk).update(
            failures=F("failures") + 1, failed_at=self.now, not_before=until, problem=str(error)
        )


def values_of(directory: Directory, found: list[Entry]) -> Mapping[str, str] | None:
    """What becomes of the first entry, by the fields of a person; None where there is no entry."""
    if not found:
        return None
    named = {name: found[0].first(attribute) for name, attribute in directory.attributes.items()}
    return {name: value for name, value in named.items() if value}


def _kept(
    directory: Directory, key: str, values: Mapping[str, str] | None, now: datetime
) -> DirectoryAnswer:
    lasts = NOT_FOUND_FOR if values is None else FOUND_FOR
    answer, _ = DirectoryAnswer.objects.update_or_create(
        directory=directory,
        key=key,
        defaults={
            "found": values is not None,
            "values": dict(values or {}),
            "expires_at": now + lasts,
        },
    )
    return answer
