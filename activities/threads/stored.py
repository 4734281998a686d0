"""The look-ups on the database, prepared for a batch of messages in few queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from django.db.models import QuerySet

from activities.models import Activity, Ancestor, Case, Direction, Recipient
from activities.threads.reading import ADDRESS
from activities.threads.values import Entry, Facts, person

AT_ONCE = 500
# So many of the newest are looked at where the person has none of their own.
NEWEST = 20
# In a longer case only the newest activities say who takes part.
LONG_CASE = 500


def digest(identifier: str) -> str:
    return sha256(identifier.encode("utf-8", "replace")).hexdigest()[:32]


class Stored:
    """For messages of one department: of two activities with one Message-ID, its own counts."""

    def __init__(self, department: int, batch: Sequence[Facts] = ()) -> None:
        self.department = department
        self._people: dict[int, frozenset[str]] = {}
        parents = {one for facts in batch for one in facts.parents}
        returned = {one for facts in batch if facts.report for one in facts.report.message_ids}
        own = {facts.message_id for facts in batch if facts.message_id}
        self._ids = self._with_message_ids(parents | returned)
        self._named = self._named_before(parents | own)

    def _with_message_ids(self, identifiers: Iterable[str]) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for some in _pieces(identifiers):
            rows = Activity.objects.filter(message_id__in=some).order_by("pk")
            named = dict(rows.values_list("pk", "message_id"))
            pairs = [
                (named[one.activity], one) for one in self._entries(rows) if one.activity in named
            ]
            # What comes later replaces what came before: the oldest of our own is last.
            pairs.sort(key=lambda pair: (pair[1].department == self.department, -pair[1].activity))
            found |= dict(pairs)
        return found

    def _named_before(self, identifiers: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for some in _pieces(map(digest, identifiers)):
            known = Ancestor.objects.filter(digest__in=some).values_list("digest", flat=True)
            found.update(known.distinct())
        return found

    def by_message_ids(self, identifiers: Sequence[str]) -> Mapping[str, Entry]:
        return {one: self._ids[one] for one in identifiers if one in self._ids}

    def by_ancestors(self, identifiers: Sequence[str], sender: str) -> Sequence[Entry]:
        wanted = self._named & {digest(one) for one in identifiers}
        if not wanted:
            return []
        rows = Activity.objects.filter(ancestors__digest__in=wanted).distinct().order_by("-pk")
        own = rows.filter(correspondent=sender)[:1] if sender else rows.none()
        return [*self._entries(own), *self._entries(rows[:NEWEST])]

    def by_activity(self, number: int) -> Entry | None:
        # A number beyond what a column holds was never ours, signed or not.
        rows = Activity.objects.filter(pk=number) if number < 2**63 else Activity.objects.none()
        return next(iter(self._entries(rows)), None)

    def by_subject(
        self, subject: str, sender: str, *, alias: int, since: datetime
    ) -> Sequence[Entry]:
        same = Activity.objects.filter(alias=alias, base_subject=subject, at__gte=since)
        newest = same.order_by("-at", "-pk")
        if own := self._entries(newest.filter(correspondent=sender)[:NEWEST]):
            return own
        found = self._entries(newest[:NEWEST])
        return [entry for entry in found if self.takes_part(entry.case, sender)]

    def takes_part(self, case: int, sender: str) -> bool:
        if not sender:
            return False
        if case not in self._people:
            self._people[case] = frozenset(self._people_of(case))
        return sender in self._people[case]

    def _people_of(self, case: int) -> Iterator[str]:
        newest = Activity.objects.filter(case=case).order_by("-pk")[:LONG_CASE]
        for row in newest.values_list("sender_address", "reply_to", "to", "cc"):
            for text in row:
                yield from map(person, ADDRESS.findall(text))
        sent = Recipient.objects.filter(activity__case=case).order_by("-pk")[:LONG_CASE]
        yield from map(person, sent.values_list("address", flat=True))

    def branch(self, case: int, sender: str, *, department: int) -> Entry | None:
        if not sender:
            return None
        branches = Case.objects.filter(linked_to=case, department=department)
        rows = Activity.objects.filter(case__in=branches, correspondent=sender)
        return next(iter(self._entries(rows.order_by("-pk")[:1])), None)

    def _entries(self, rows: QuerySet[Activity]) -> list[Entry]:
        found = list(rows.only("case", "department", "direction"))
        sent = [one.pk for one in found if one.direction == Direction.OUTBOUND]
        visible, hidden = _recipients(sent) if sent else ({}, {})
        return [
            Entry(
                activity=one.pk,
                case=one.case_id,
                department=one.department_id,
                outbound=one.direction == Direction.OUTBOUND,
                visible=frozenset(visible.get(one.pk, ())),
                hidden=frozenset(hidden.get(one.pk, ())),
            )
            for one in found
        ]


def _recipients(activities: list[int]) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """For each activity who stands in To and CC, and who in BCC."""
    visible: defaultdict[int, set[str]] = defaultdict(set)
    hidden: defaultdict[int, set[str]] = defaultdict(set)
    rows = Recipient.objects.filter(activity__in=activities)
    for activity, address, kind in rows.values_list("activity_id", "address", "kind"):
        (hidden if kind in (Recipient.Kind.BCC, Recipient.Kind.LOG) else visible)[activity].add(
            person(address)
        )
    return visible, hidden


def _pieces(values: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(set(values))
    for begin in range(0, len(every), AT_ONCE):
        yield every[begin : begin + AT_ONCE]
