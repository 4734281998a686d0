"""The look-ups on what is held in memory: for archives, and for a batch not yet committed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from activities.threads.values import Decision, Entry, Facts, Order, person


@dataclass(slots=True)
class _Case:
    department: int
    linked_to: int | None
    people: set[str] = field(default_factory=set)
    last: Entry | None = None


class Memory:
    """Remembers each message that was decided. ``step`` -1 gives numbers no database has."""

    def __init__(self, step: int = 1) -> None:
        self.step = step
        self.cases: dict[int, _Case] = {}
        self.activities: dict[int, Entry] = {}
        self._ids: dict[str, Entry] = {}
        self._ancestors: defaultdict[str, list[Entry]] = defaultdict(list)
        self._subjects: defaultdict[tuple[int, str], list[tuple[datetime, Entry, str]]]
        self._subjects = defaultdict(list)
        self._branches: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, facts: Facts, order: Order, decision: Decision, at: datetime) -> Entry:
        """Notes the message and where it went; a new case gets the next number."""
        number = self.step * (len(self.activities) + 1)
        case = decision.case if decision.case is not None else number
        entry = Entry(number, case, order.department)
        self._note_case(entry, decision, facts)
        self.activities[number] = entry
        if facts.message_id:
            self._ids.setdefault(facts.message_id, entry)
        for identifier in facts.parents:
            self._ancestors[identifier].append(entry)
        if facts.base_subject:
            sender = person(facts.sender)
            self._subjects[order.alias, facts.base_subject].append((at, entry, sender))
        return entry

    def _note_case(self, entry: Entry, decision: Decision, facts: Facts) -> None:
        if entry.case not in self.cases:
            self.cases[entry.case] = _Case(entry.department, decision.linked_case)
            if decision.linked_case is not None:
                self._branches[decision.linked_case].append(entry.case)
        case = self.cases[entry.case]
        named = {person(address) for address, _ in facts.recipients}
        case.people |= (named | {person(facts.sender)}) - {""}
        case.last = entry

    def by_message_ids(self, identifiers: Sequence[str]) -> Mapping[str, Entry]:
        return {one: self._ids[one] for one in identifiers if one in self._ids}

    def by_ancestors(self, identifiers: Sequence[str], sender: str) -> Sequence[Entry]:
        found = [entry for one in identifiers for entry in self._ancestors.get(one, ())]
        newest = sorted(found, key=lambda entry: abs(entry.activity), reverse=True)
        return sorted(newest, key=lambda entry: not self.takes_part(entry.case, sender))

    def by_activity(self, number: int) -> Entry | None:
        return self.activities.get(number)

    def by_subject(
        self, subject: str, sender: str, *, alias: int, since: datetime
    ) -> Sequence[Entry]:
        known = reversed(self._subjects.get((alias, subject), []))
        return [entry for at, entry, by in known if at >= since and self._of(entry, by, sender)]

    def _of(self, entry: Entry, by: str, sender: str) -> bool:
        return by == sender or self.takes_part(entry.case, sender)

    def takes_part(self, case: int, sender: str) -> bool:
        return bool(sender) and case in self.cases and sender in self.cases[case].people

    def branch(self, case: int, sender: str, *, department: int) -> Entry | None:
        for number in reversed(self._branches.get(case, [])):
            if self.cases[number].department == department and self.takes_part(number, sender):
                return self.cases[number].last
        return None
