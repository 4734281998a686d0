"""What an SMTP answer means for a recipient, its mail and the alias: one table, first fit. Pure.

Standards: RFC 5321 section 4.2, 3463, 4954, 6531, 6710, 7504 and the registry of enhanced status
codes. To teach it another answer, add a row here and one to tests/wire/test_replies.py.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from wire.errors import Step
from wire.letters import Reply


class Fate(StrEnum):
    """What is to be done; only the first six leave a recipient waiting."""

    RETRY = "retry"  # passes: again with growing gaps
    RETRY_SOON = "retry-soon"  # greylisted or crowded: after some minutes, each time
    MAILBOX_FULL = "mailbox-full"  # permanent by code at some, passing in fact: every hour
    PAUSE_ACCOUNT = "pause-account"  # a sending limit: nothing of the alias until then
    TOO_MANY_RECIPIENTS = "too-many-recipients"  # the rest in a further transaction, at once
    SENDER_REFUSED = "sender-refused"  # all mail of the alias would be: it stops and says so
    ACCOUNT_REFUSED = "account-refused"  # the same for its sign-in
    SENT = "sent"
    TOO_BIG = "too-big"
    PERMANENT = "permanent"
    UNCERTAIN = "uncertain"  # the connection was lost after the message: nobody knows


@dataclass(frozen=True, slots=True)
class Meaning:
    """``gap`` is the wait that the answer asks for; None: as long as its kind always waits."""

    fate: Fate
    gap: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What must fit; nothing given fits anything. ``words`` is searched in "550 5.1.1 No such user"."""

    fate: Fate
    words: str = ""
    codes: str = ""
    steps: frozenset[Step] = frozenset()
    gap: timedelta | None = None

    def fits(self, reply: Reply, text: str) -> bool:
        return (
            (not self.codes or str(reply.code) in self.codes.split())
            and (not self.steps or reply.step in self.steps)
            and (not self.words or re.search(self.words, text, re.I) is not None)
        )


SOON, HOURLY = timedelta(minutes=5), timedelta(hours=1)
# How long an answer may ask to wait; more is a mistake of its words.
SHORTEST, LONGEST = timedelta(seconds=30), timedelta(hours=6)

_RECIPIENT, _SENDER = frozenset({Step.RECIPIENT}), frozenset({Step.SENDER})
_PERIOD = r"(dai?ly|hourly|per (day|hour)|24.hour)"
_LIMIT = r"(limit|quota|allowance|maximum|credits?|threshold)"

RULES = (
    # Recipients. RFC 3463 X.5.3, RFC 5321 section 4.5.3.1.10 for the bare 552.
    Rule(Fate.TOO_MANY_RECIPIENTS, r"\b[45]\.5\.3\b", "452 552 550 451", _RECIPIENT),
    Rule(Fate.TOO_MANY_RECIPIENTS, r"too many recipients", "452 552 451", _RECIPIENT),
    Rule(Fate.TOO_MANY_RECIPIENTS, r"^552(?! [45]\.\d)(?!.*(full|quota|size|storage))", "552", _RECIPIENT),
    # The recipient's own mailbox: full, or receiving too fast (Gmail 4.2.1, 5.2.1).
    Rule(Fate.MAILBOX_FULL, r"\b[45]\.2\.2\b"),
    Rule(Fate.MAILBOX_FULL, r"mailbox (is )?(full|over)|mailbox.{0,40}quota|over ?quota|out ?of ?storage"),
    Rule(Fate.MAILBOX_FULL, r"exceeded (its |their )?(storage|disk)|storage allocation|quota.{0,20}mailbox"),
    Rule(Fate.RETRY, r"receiving (mail|messages|email) (at a rate|too quickly|too fast)"),
    # Sizes: RFC 1870, RFC 3463 X.2.3 and X.3.4, RFC 6710 X.7.16.
    Rule(Fate.TOO_BIG, r"^5\d\d.*\b5\.(2\.3|3\.4|7\.16)\b"),
    Rule(Fate.TOO_BIG, r"^(552|554|523|550).*(message|mail|content)?.{0,20}(too (big|large)|size (limit|exceed))"),
    # What passes by its code, and is about this one machine or mail. RFC 6710 X.7.15.
    Rule(Fate.RETRY_SOON, r"gr[ea]y.?list", "421 450 451 452 471"),
    Rule(Fate.RETRY_SOON, r"(concurrent|thread|connection).{0,30}(limit|exceeded)|too many (concurrent )?connections"),
    # Sending limits. Google 5.4.5, 4.7.28; Microsoft 5.1.90, 5.2.252 and 5.7.23x as a limit, 5.7.705.
    Rule(Fate.PAUSE_ACCOUNT, r"\b5\.4\.5\b.*(limit|quota|exceed)", gap=HOURLY),
    Rule(Fate.PAUSE_ACCOUNT, r"\b5\.1\.90\b|\b5\.7\.(705|23[23])\b", gap=HOURLY),
    Rule(Fate.PAUSE_ACCOUNT, r"\b5\.4\.6\b.*unusual sending", gap=HOURLY),
    Rule(Fate.PAUSE_ACCOUNT, rf"{_PERIOD}.{{0,60}}{_LIMIT}|{_LIMIT}.{{0,60}}{_PERIOD}", gap=HOURLY),
    Rule(Fate.PAUSE_ACCOUNT, r"max(imum)? emails per|defers and failures per|credits exceeded", gap=HOURLY),
    Rule(Fate.PAUSE_ACCOUNT, r"(message|sen(d|der|ding)|submission|recipient|mail|outgoing|relay)s? (rate|quota|limit)", gap=SOON),
    Rule(Fate.PAUSE_ACCOUNT, r"rate.?limit|rate exceeded|throttl|\b4\.7\.28\b|\b4\.3\.2\b.*\bsubmi", gap=SOON),
    Rule(Fate.PAUSE_ACCOUNT, r"too many (messages|mails|emails)|sending (too )?(fast|quickly)", gap=SOON),
    # The sign-in was lost or is not enough: RFC 4954 section 6.
    Rule(Fate.ACCOUNT_REFUSED, codes="530 534 535 538"),
    Rule(Fate.ACCOUNT_REFUSED, r"^5.*\b5\.7\.(8|9|11|57|139)\b|^5.*authentication (is )?required"),
    # The sender. Microsoft 5.2.252 and 5.7.60 SendAsDenied, 5.1.8 blocked; RFC 3463 X.1.7, X.1.8.
    Rule(Fate.SENDER_REFUSED, r"sendasdenied|send (mail )?(as|on behalf of) this|\b5\.(2\.252|7\.60|7\.750)\b"),
    Rule(Fate.SENDER_REFUSED, r"^5.*\b5\.(1\.[78]|7\.50[1-3])\b"),
    Rule(Fate.SENDER_REFUSED, r"^5.*sender (address )?(rejected|is not (allowed|owned)|verify failed|not (owned|authori[sz]ed))"),
    Rule(Fate.SENDER_REFUSED, r"^5.*(not owned by|not allowed to (send|use this sender)(?! (to|mail to)))"),
    Rule(Fate.PERMANENT, r"\b5\.6\.\d+\b|8bitmime|smtputf8", steps=_SENDER),
    # Codes that mean what they are not: out of order after a fault, a full disk.
    Rule(Fate.RETRY, codes="503"),
    Rule(Fate.RETRY, r"^552.*\b[45]\.3\.1\b|insufficient (system )?storage"),
    # A refusal of MAIL is about the sender, whoever the recipients are.
    Rule(Fate.SENDER_REFUSED, r"^5", "550 551 553 554", _SENDER),
)  # fmt: skip

_ASKED = re.compile(
    r"(?:\b(?:in|after|for|within|wait)\b|=)\s*(?:about )?(?:(\d{1,2}):(\d\d):(\d\d)|(\d{1,5}) ?(s|m|h)(?:ec\w*|in\w*|ours?|rs?)?\b)", re.I
)  # fmt: skip


def meaning(reply: Reply) -> Meaning:
    """The first row that fits; else the first digit decides (RFC 5321 section 4.2.1)."""
    if reply.lost:
        return Meaning(Fate.UNCERTAIN)
    if reply.positive:
        return Meaning(Fate.SENT)
    text = " ".join(f"{reply.code} {reply.text}".split())
    row = next((one for one in RULES if one.fits(reply, text)), None)
    if row is None:
        fate = Fate.RETRY if reply.transient else Fate.PERMANENT
        return Meaning(fate, asked_wait(text) if fate is Fate.RETRY else None)
    gap = row.gap
    if row.fate in {Fate.RETRY_SOON, Fate.RETRY, Fate.PAUSE_ACCOUNT}:
        gap = asked_wait(text) or gap
    return Meaning(row.fate, gap)


def asked_wait(text: str) -> timedelta | None:
    """How long the words ask to wait, such as "try again in 300 seconds" or "in 00:05:00"."""
    found = _ASKED.search(text)
    if found is None:
        return None
    hours, minutes, seconds, number, unit = found.groups()
    if number:
        asked = timedelta(seconds=int(number) * {"s": 1, "m": 60, "h": 3600}[unit.lower()])
    else:
        asked = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return min(max(asked, SHORTEST), LONGEST)
