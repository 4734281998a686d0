"""The mails of a run, one letter after the other: claimed in batches, composed when their turn comes."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

import structlog
from django.db import DatabaseError
from django.utils import timezone

from activities import outbox
from activities.composing import current
from activities.composing.copies import copies
from activities.composing.values import Settings
from activities.models import Recipient
from aliases import connections
from aliases.instances import parameters_of
from aliases.jobs import Lease, LeaseLost
from aliases.models import Alias
from wire.letters import Letter, Reply
from wire.replies import Fate, meaning

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """A letter and whose it is. In test mode it goes to one address ``instead`` of theirs.

    ``edition``: of the settings by which it was composed, see `Load`.
    """

    recipients: Sequence[Recipient]
    letter: Letter
    instead: str = ""
    edition: int = 0

    def results(self, replies: Mapping[str, Reply]) -> list[tuple[Recipient, Reply]]:
        """Each recipient's own reply."""
        if not self.instead:
            return [
                (one, replies[one.address]) for one in self.recipients if one.address in replies
            ]
        found = replies[self.instead]
        answer = replace(found, text=f"{found.text} (test mode: sent to {self.instead} only)")
        return [(one, answer) for one in self.recipients]

    def accepted(self, replies: Mapping[str, Reply]) -> list[Recipient]:
        return [one for one, reply in self.results(replies) if reply.positive]

    def rest(self, replies: Mapping[str, Reply]) -> "Parcel | None":
        """What goes in a further transaction: those for whom there was no more room in this one.

        None where the server took nobody at all: it would not the next time.
        """
        crowd = [
            one
            for one, reply in self.results(replies)
            if meaning(reply).fate is Fate.TOO_MANY_RECIPIENTS
        ]
        if not crowd or self.instead or len(crowd) == len(self.recipients):
            return None
        left = replace(self.letter, recipients=tuple(one.address for one in crowd))
        return replace(self, recipients=crowd, letter=left)


class Load:
    """What one run has claimed and not given to a connection yet.

    ``edition`` grows with each change of the settings; what was composed before is out of date.
    """

    def __init__(self, lease: Lease, alias: Alias) -> None:
        self._lease = lease
        self.alias = alias
        self.edition = 0
        self._mails: deque[list[Recipient]] = deque()
        self._parcels: deque[Parcel] = deque()
        self._common: Settings | None = None
        self._readers: set[str] = set()

    def __len__(self) -> int:
        return len(self._mails) + len(self._parcels)

    def claim(self, most: int | None, now: datetime) -> None:
        """A further batch of mails, of ``most`` at the most; nothing where none is due."""
        parameters = parameters_of(self.alias)
        limit = parameters.batch_size if most is None else min(parameters.batch_size, most)
        server = str(connections.outgoing_endpoint(self.alias))
        order = parameters.by_priority
        if limit:
            self._mails += outbox.claim(
                self._lease, limit=limit, server=server, now=now, by_priority=order
            )
            self.settings_of(self.alias)

    def outdate(self) -> None:
        """The settings have changed: what is composed by now is composed anew."""
        self.edition += 1
        for parcel in reversed(self._parcels):
            self.take_back(parcel)
        self._parcels.clear()

    def settings_of(self, alias: Alias) -> None:
        """What is left is composed by the settings of ``alias``, as they are at this moment (P43)."""
        self.alias = alias
        self._readers = {one.address for one in chain(*self._mails)}
        self._common = current.for_readers(alias, timezone.now(), self._readers)

    def next(self) -> Parcel | None:
        """The next letter; one that cannot be composed fails alone."""
        while not self._parcels and self._mails:
            self._parcels += self._composed(self._mails.popleft())
        return self._parcels.popleft() if self._parcels else None

    def add(self, parcel: Parcel) -> None:
        self._parcels.appendleft(parcel)

    def take_back(self, parcel: Parcel) -> None:
        """It did not leave: it is composed anew, first of all."""
        self._mails.appendleft(list(parcel.recipients))

    def put_back(self, why: str, *, again: datetime | None) -> None:
        """What is left waits until ``again``, or for a person."""
        left = [*chain(*self._mails), *chain(*(one.recipients for one in self._parcels))]
        self._mails.clear()
        self._parcels.clear()
        if left:
            outbox.put_back(self._lease, left, why, again=again, now=timezone.now())

    def _composed(self, recipients: Sequence[Recipient]) -> list[Parcel]:
        recipients[0].activity.alias = self.alias
        common, readers = self._common, {one.address for one in recipients}
        # Test mode ends by the clock; what is taken back may be of before the last question.
        if common is None or common.send_mail_to or not readers <= self._readers:
            common = current.for_readers(self.alias, timezone.now(), readers)
        try:
            letters = list(copies(recipients, common=common))
        except (DatabaseError, LeaseLost):
            raise
        except Exception as trouble:
            log.exception("A mail could not be composed.", activity=recipients[0].activity_id)
            why = f"The mail could not be composed: {trouble}"
            outbox.fail(self._lease, recipients, why, now=timezone.now())
            return []
        return [Parcel(some, letter, common.send_mail_to, self.edition) for some, letter in letters]
