"""What the rules of threading speak in: frozen values, and the look-ups they may make."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from aliases.finding import Rule


def person(address: str) -> str:
    """An address as people are compared: small letters, without what stands behind a plus sign."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a delivery report says of the mail it is about; empty where it does not say.

    message_ids: of the returned part. recipients: the addresses it reports on.
    """

    envelope_id: str = ""
    message_ids: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a message counts. Identifiers are without angle brackets; `sender` may be ''.

    recipients: address and display name, also those that servers noted (Delivered-To).
    report: None where it is no delivery exception.
    """

    message_id: str
    parents: tuple[str, ...]
    subject: str
    base_subject: str
    sender: str
    recipients: tuple[tuple[str, str], ...] = ()
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """How an alias threads: mode, places, keys (newest first), and what it allows.

    window: how long the same subject means the same case. strangers: whether an answer of
    somebody who takes no part in a case joins it all the same (TH-2).
    """

    mode: str
    department: int
    alias: int
    keys: tuple[bytes, ...]
    window: timedelta = timedelta(days=30)
    strangers: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A known activity. visible: who stands in To and CC; hidden: who got it without being named.

    came_by: the alias of another department whose mail joins the case all the same, since the
    case was transferred from there; None for most.
    """

    activity: int
    case: int
    department: int
    outbound: bool = False
    visible: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    came_by: int | None = None


class Known(Protocol):
    """The look-ups; persons are as `person` writes them."""

    def by_message_ids(self, identifiers: Sequence[str]) -> Mapping[str, Entry]:
        """The activities with these Message-IDs."""
        ...

    def by_ancestors(self, identifiers: Sequence[str], sender: str) -> Sequence[Entry]:
        """Activities that name one of these as parent or ancestor: the person's, then the newest."""
        ...

    def by_activity(self, number: int) -> Entry | None:
        """The activity with this number."""
        ...

    def by_subject(
        self, subject: str, sender: str, *, alias: int, since: datetime
    ) -> Sequence[Entry]:
        """Activities of the alias with this base subject, in cases of the person, newest first."""
        ...

    def takes_part(self, case: int, sender: str) -> bool:
        """Whether the person wrote or was written to in the case."""
        ...

    def branch(self, case: int, sender: str, *, department: int) -> Entry | None:
        """The newest activity in a case of the department that is linked to this, of the person."""
        ...


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose case it is. case None: a new one; linked_case: the one the new one is linked to.

    refused: evidence that was seen and not taken, such as a forged ID, in words; to be logged.
    """

    rule: Rule
    case: int | None
    parent: int | None
    linked_case: int | None
    why: str
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """All that a rule is given."""

    facts: Facts
    order: Order
    known: Known
    now: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found, in words. certain: the evidence itself says that the case may be joined."""

    entry: Entry
    words: str
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """Evidence that a rule saw and does not take, in words."""

    words: str


Answer = Found | Passed | None
