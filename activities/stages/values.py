"""What the stages speak in: what is known of a message so far, and what its department judges by."""

from dataclasses import dataclass
from typing import Protocol

from activities.threads import values as threads
from attachments.screening import Screened
from exceptions.facts import Facts
from exceptions.judging import ORDINARY, Mode, Verdict
from exceptions.matching import Phrases
from wire.parse import ParsedMessage

UNSCREENED = Screened()


class Rules(Protocol):
    """What a department decides by, as `exceptions.rules` reads it."""

    @property
    def phrases(self) -> Phrases: ...

    @property
    def mode(self) -> Mode: ...


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message on its way in; each stage returns it with its own decision filled in.

    thread: what threading looks at, with the report where the message is one. screened: which of
    the attachments people may read.
    """

    parsed: ParsedMessage
    facts: Facts
    thread: threads.Facts
    verdict: Verdict = ORDINARY
    screened: Screened = UNSCREENED
