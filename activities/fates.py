"""What an answer makes of one recipient: its next state, and when it is tried again. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.models import Outcome, RecipientState
from wire.letters import Reply
from wire.replies import HOURLY, SOON, Fate, Meaning, meaning

# These are about the alias: it stops, or rests for a while, and its mail loses no time.
OF_THE_ALIAS = frozenset({Fate.PAUSE_ACCOUNT, Fate.SENDER_REFUSED, Fate.ACCOUNT_REFUSED})
GAPS = {Fate.RETRY_SOON: SOON, Fate.MAILBOX_FULL: HOURLY, Fate.PAUSE_ACCOUNT: HOURLY}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long passing refusals are tried again, and when what is uncertain is sent once more.

    ``once_more`` is None where it waits for a person.
    """

    keep_trying: timedelta = timedelta(days=2)
    once_more: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What a recipient has been through: tries so far, since when it is refused, uncertain before."""

    tries: int = 1
    refused_since: datetime | None = None
    uncertain: bool = False
    # The envelope has no sender: a refusal of that says nothing of the alias.
    no_sender: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    state: RecipientState
    outcome: Outcome
    next_try_at: datetime | None = None
    refused_since: datetime | None = None


def gap(tries: int) -> timedelta:
    """How long to wait after so many tries: 1, 5, 15, 30 minutes, then hourly."""
    minutes = (1, 5, 15, 30)
    return timedelta(minutes=minutes[tries - 1] if tries <= len(minutes) else 60)


def meaning_for(past: Past, reply: Reply) -> Meaning:
    found = meaning(reply)
    return (
        Meaning(Fate.PERMANENT) if past.no_sender and found.fate is Fate.SENDER_REFUSED else found
    )


def verdict(past: Past, reply: Reply, patience: Patience, now: datetime) -> Verdict:
    found = meaning_for(past, reply)
    if found.fate is Fate.SENT:
        return Verdict(RecipientState.SENT, Outcome.SENT)
    if found.fate is Fate.UNCERTAIN:
        return uncertain(past, patience, now)
    if found.fate in {Fate.PERMANENT, Fate.TOO_BIG}:
        return Verdict(RecipientState.FAILED, Outcome.FAILED)
    wait = found.gap or GAPS.get(found.fate) or gap(past.tries)
    since = past.refused_since
    if found.fate in OF_THE_ALIAS:
        since = since + wait if since else None
    else:
        since = since or now
        if now - since >= patience.keep_trying:
            return Verdict(RecipientState.FAILED, Outcome.FAILED)
    return Verdict(RecipientState.DEFERRED, Outcome.DEFERRED, now + wait, since)


def uncertain(past: Past, patience: Patience, now: datetime) -> Verdict:
    """Nobody knows whether it arrived: it waits for a person, or is sent once more and never again."""
    again = None
    if patience.once_more is not None and not past.uncertain:
        again = now + patience.once_more
    return Verdict(RecipientState.UNCERTAIN, Outcome.UNCERTAIN, again)
