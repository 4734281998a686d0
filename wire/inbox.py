"""What an IMAP and a POP3 mailbox have in common: the values that go in and out of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """A message on the server.

    ``identity`` is the server's own name for it, unique in its folder for ever (RFC 9051 section
    2.3.1.1, RFC 1939 section 7); ``number`` grows with age; ``size`` is in bytes, as announced.
    """

    identity: str
    number: int
    size: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as the server holds it.

    ``raw`` is None where it is gone meanwhile, or where the server refuses to hand out this one;
    then ``trouble`` says why.
    """

    found: Found
    raw: bytes | None
    trouble: str = ""


class Inbox(Protocol):
    """An open mailbox. All methods raise WireError.

    ``epoch`` is the UIDVALIDITY under which numbers are comparable, 0 where numbers mean nothing
    beyond this session. ``folder`` is the name of the folder.
    """

    epoch: int
    folder: str

    def count(self) -> int:
        """How many messages the folder holds."""

    def waiting(self, above: int) -> list[Found]:
        """The messages, oldest first, whose number is over ``above`` where numbers have meaning."""

    def newest(self) -> int:
        """The highest number that was given out so far; 0 where numbers do not last."""

    def oldest(self) -> date | None:
        """The day on which the first message came; None where there is none or it is unknown."""

    def older(self, found: Sequence[Found], day: date) -> list[Found]:
        """Those of ``found`` that came before ``day``, as the server or the header dates them."""

    def fetch(self, wanted: Sequence[Found]) -> Iterator[Fetched]:
        """Whole messages, unchanged and without marking them read."""

    def header(self, wanted: Found) -> bytes:
        """The header of one message only; empty where it is gone."""

    def delete(self, identities: Sequence[str]) -> None:
        """Deletes what is still there; it is certain only after ``close``."""

    def move(self, identities: Sequence[str], folder: str) -> None:
        """Moves what is still there into another folder, made where it is missing."""

    def close(self) -> None:
        """Ends the session properly: what was deleted is gone now."""

    def abandon(self) -> None:
        """Ends the session at once; never raises."""
