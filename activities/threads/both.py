"""The look-ups on a batch that is being filed, and on what was filed before it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from activities.threads.values import Entry, Known


class Both:
    """What the first knows comes first: it is newer."""

    def __init__(self, first: Known, then: Known) -> None:
        self.first, self.then = first, then

    def by_message_ids(self, identifiers: Sequence[str]) -> Mapping[str, Entry]:
        return {
            **self.then.by_message_ids(identifiers),
            **self.first.by_message_ids(identifiers),
        }

    def by_ancestors(self, identifiers: Sequence[str], sender: str) -> Sequence[Entry]:
        first = self.first.by_ancestors(identifiers, sender)
        return [*first, *self.then.by_ancestors(identifiers, sender)]

    def by_activity(self, number: int) -> Entry | None:
        return self.first.by_activity(number) or self.then.by_activity(number)

    def by_subject(
        self, subject: str, sender: str, *, alias: int, since: datetime
    ) -> Sequence[Entry]:
        first = self.first.by_subject(subject, sender, alias=alias, since=since)
        return [*first, *self.then.by_subject(subject, sender, alias=alias, since=since)]

    def takes_part(self, case: int, sender: str) -> bool:
        return self.first.takes_part(case, sender) or self.then.takes_part(case, sender)

    def branch(self, case: int, sender: str, *, department: int) -> Entry | None:
        first = self.first.branch(case, sender, department=department)
        return first or self.then.branch(case, sender, department=department)
