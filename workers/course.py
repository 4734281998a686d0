"""How a run of the dispatcher goes: how many connections it has, whether it goes on, what it reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from activities import fates
from activities.models import Recipient
from activities.settling import past_of
from wire.endpoints import Endpoint
from wire.errors import WireError
from wire.letters import Reply
from wire.refusals import stopping
from wire.replies import Fate

# So many connections lost one after the other, without a letter between: the server is not well.
MOST_LOSSES = 3
ENDS_SESSION = 421
RESTS = (
    "The provider's limit is reached; sending goes on at {until:%H:%M}. The server said: {reply}"
)


@dataclass(slots=True)
class Course:
    """``width`` grows from 1 to ``most``: a sick server shows before all connections are in use.

    ``held``: what is left when it is over waits for a person, not for the next run.
    """

    most: int
    width: int = 1
    done: int = 0
    losses: int = 0
    over: bool = False
    held: bool = False
    why: str = ""
    trouble: WireError | None = None
    remark: str = ""
    not_before: datetime | None = None

    def end(self, why: str, *, held: bool = False, not_before: datetime | None = None) -> None:
        """Nothing more is handed out; what is under way is heard to its end."""
        self.over, self.held, self.why = True, self.held or held, self.why or why
        self.rest_until(not_before)

    def rest_until(self, at: datetime | None) -> None:
        if at is not None:
            self.not_before = max(self.not_before or at, at)

    def lost(self, error: WireError, *, left: int) -> None:
        """A connection ended with a letter; ``left`` others are there."""
        self.losses += 1
        if not self.over:
            self.trouble = error
        if error.code == ENDS_SESSION:
            self.narrow(left)
        if self.losses >= MOST_LOSSES or (error.code == ENDS_SESSION and not left):
            self.end(str(error))

    def narrow(self, number: int) -> None:
        """The server wants no more connections than these."""
        self.width = self.most = max(1, number)

    def heard(
        self, results: Sequence[tuple[Recipient, Reply]], endpoint: Endpoint, now: datetime
    ) -> None:
        """Answers came: all is well, unless one of them is about the alias."""
        if not results:
            return
        if not self.over:
            self.losses, self.trouble = 0, None
            self.width = min(self.most, self.width * 2)
        for one, reply in results:
            if not reply.positive:
                self._heed(one, reply, endpoint, now)

    def _heed(self, one: Recipient, reply: Reply, endpoint: Endpoint, now: datetime) -> None:
        found = fates.meaning_for(past_of(one), reply)
        if found.fate is Fate.PAUSE_ACCOUNT:
            until = now + (found.gap or fates.GAPS[found.fate])
            self.remark = RESTS.format(until=until, reply=reply)
            self.end(self.remark, not_before=until)
        elif found.fate in fates.OF_THE_ALIAS:
            signing_in = found.fate is Fate.ACCOUNT_REFUSED
            self.trouble = stopping(reply, endpoint, signing_in=signing_in)
            self.end(str(self.trouble))
