"""A contact centre in memory: who writes, what was sent, and what is decided."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from activities import signing, threading
from activities.signing import Use
from activities.subjects import base
from activities.threads.memory import Memory
from activities.threads.values import Decision, Entry, Facts, Order, Report, person
from aliases.finding import Rule

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEYS = (signing.key_of("a secret"),)
SUPPORT, SALES = 1, 2
ANN, BEN, EVE = "ann@customers.test", "ben@customers.test", "eve@elsewhere.test"
NEW = Decision(Rule.NEW, None, None, None, "")


@dataclass
class Centre:
    """Department 1 with the alias 1, department 2 with the alias 2."""

    mode: str = "subject-suffix"
    strangers: bool = False
    known: Memory = field(default_factory=Memory)
    now: datetime = NOW

    def order(self, place: int = SUPPORT) -> Order:
        return Order(self.mode, place, place, KEYS, strangers=self.strangers)

    def came(self, sender: str, subject: str = "The parcel", place: int = SUPPORT, **more):
        """A message comes in: the decision, and where it is now."""
        facts = facts_of(sender, subject, **more)
        decision = threading.decide(facts, self.order(place), self.known, self.now)
        return decision, self.known.add(facts, self.order(place), decision, self.now)

    def sent(self, case: int | None, *to: str, hidden: bool = False, **more) -> Entry:
        """A mail leaves for these people."""
        facts = facts_of("support@lab.test", recipients=tuple((one, "") for one in to), **more)
        entry = self.known.add(facts, self.order(), replace(NEW, case=case), self.now)
        people = frozenset(map(person, to))
        entry = replace(entry, outbound=True, **{"hidden" if hidden else "visible": people})
        self.known.activities[entry.activity] = entry
        self.known._ids[facts.message_id] = entry
        return entry

    def later(self, **time: int) -> None:
        self.now += timedelta(**time)


def facts_of(sender: str, subject: str = "The parcel", **more) -> Facts:
    values = {"message_id": "", "parents": (), "recipients": ()} | more
    return Facts(subject=subject, base_subject=base(subject), sender=sender, **values)


def signed_id(entry: Entry, use: Use = Use.ANSWER, until: datetime = NOW) -> str:
    return signing.sign(entry.activity, use, until=until.date(), keys=KEYS)


def report(*recipients: str, **more) -> Report:
    return Report(recipients=recipients, **more)
