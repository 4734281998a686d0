"""What is about to expire, and when people are told of it: 30, 14, 7 and 1 days before (P21).

Pure: the facts, what was told already, and the time come in; what is due goes out.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

DAYS = (30, 14, 7, 1)
UNUSED_DAYS = 60


class Kind(StrEnum):
    SECRET = "secret"  # noqa: S105  # the word
    CERTIFICATE = "certificate"
    UNUSED = "unused grant"


@dataclass(frozen=True, slots=True)
class Fact:
    """``on`` is the day on which a secret or certificate ends, or a grant was last refreshed.

    ``pk`` is of the application, of the account where the kind is UNUSED.
    """

    kind: Kind
    pk: int
    name: str
    on: date


@dataclass(frozen=True, slots=True)
class Notice:
    """``days`` is the threshold it is told for; ``key`` tells it from all others, for good."""

    fact: Fact
    days: int
    words: str
    remedy: str

    @property
    def key(self) -> str:
        return f"{self.fact.kind}:{self.fact.pk}:{self.fact.on.isoformat()}:{self.days}"


def due_notices(facts: Iterable[Fact], now: datetime, told: Collection[str] = ()) -> list[Notice]:
    """The notices of ``now`` whose keys are not among those ``told``.

    Of several thresholds passed at once, only the last is told.
    """
    found = (notice for fact in facts for notice in _of(fact, now.date()))
    return [one for one in found if one.key not in told]


def _of(fact: Fact, today: date) -> Iterator[Notice]:
    if fact.kind is Kind.UNUSED:
        unused = (today - fact.on).days
        if unused >= UNUSED_DAYS:
            yield Notice(fact, UNUSED_DAYS, _unused(fact, unused), UNUSED_REMEDY)
        return
    left = (fact.on - today).days
    passed = [days for days in DAYS if left <= days]
    if passed:
        yield Notice(fact, min(passed), _ending(fact, left), REMEDIES[fact.kind])


def _ending(fact: Fact, left: int) -> str:
    what = "client secret" if fact.kind is Kind.SECRET else "certificate"
    begin = f"The {what} of the OAuth application “{fact.name}”"
    if left < 0:
        return f"{begin} expired on {fact.on.isoformat()}."
    when = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
    return f"{begin} expires {when} ({fact.on.isoformat()})."


def _unused(fact: Fact, days: int) -> str:
    return (
        f"The email account “{fact.name}” has not renewed its sign-in for {days} days. Providers "
        "end a sign-in that is not used, Microsoft 365 after 90 days."
    )


REMEDIES = {
    Kind.SECRET: "Make a new secret at the provider and type it on the application's page, with "
    "its new date. The accounts need no new sign-in.",
    Kind.CERTIFICATE: "Make a new certificate, give it to the provider, and paste it with its key "
    "on the application's page. The accounts need no new sign-in.",
}
UNUSED_REMEDY = (
    "Test the connection on the account's page, which renews it; or delete the account if nothing "
    "needs it."
)
