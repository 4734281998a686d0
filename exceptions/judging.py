"""Decides what an incoming message is, in the mode of its department (DE-5); pure."""

from dataclasses import dataclass
from typing import Literal

from exceptions.facts import Facts
from exceptions.matching import Match, Phrases
from wire.bounce import FailedRecipient, Finding
from wire.bounce.signs import BY_SENDER

Mode = Literal["phrases", "evidence", "both"]
Kind = Literal[
    "ordinary",
    "possible",
    "permanent",
    "temporary",
    "delayed",
    "delivered",
    "complaint",
    "receipt",
    "auto_reply",
]
EXCEPTIONS: frozenset[Kind] = frozenset({"permanent", "temporary", "delayed", "auto_reply"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message is, and which rule says so.

    kind: ordinary; possible (a phrase and no sign of being automatic: it goes its ordinary
    way); permanent or temporary undeliverable; delayed (no failure); delivered (a report of
    success); complaint; receipt; auto_reply.
    rule: name of the rule of evidence, or the phrase; '' for ordinary messages.
    where: what the rule looked at. recipients: only ever from evidence.
    """

    kind: Kind
    rule: str = ""
    where: str = ""
    recipients: tuple[FailedRecipient, ...] = ()
    original_message_id: str = ""
    envelope_id: str = ""

    @property
    def is_exception(self) -> bool:
        """True where the message belongs to the exception queue and gets no answer."""
        return self.kind in EXCEPTIONS


ORDINARY = Verdict("ordinary")


def judge(facts: Facts, phrases: Phrases, mode: Mode) -> Verdict:
    """The verdict on a message.

    phrases: any phrase decides, nothing else is asked. evidence: phrases are not asked.
    both: evidence decides first; a phrase decides beside a sign of being automatic, and
    alone marks the message as possible.
    """
    if mode != "phrases" and facts.finding is not None:
        return _proved(facts.finding)
    if mode == "evidence":
        return ORDINARY
    match = phrases.match(facts.evidence.subject, facts.evidence.sender)
    if match is None:
        return ORDINARY
    if mode == "phrases":
        return _matched(match, sign="")
    shown = _signs_beside(match, facts)
    if shown:
        return _matched(match, sign=shown[0])
    return Verdict("possible", rule=match.phrase.text, where=match.phrase.type)


def _signs_beside(match: Match, facts: Facts) -> tuple[str, ...]:
    """Signs other than the one the phrase itself has seen: mailer@ of a shop is no proof."""
    if match.phrase.type == "subject":
        return facts.signs
    return tuple(sign for sign in facts.signs if sign not in BY_SENDER)


def _matched(match: Match, *, sign: str) -> Verdict:
    where = f"{match.phrase.type}, and {sign}" if sign else match.phrase.type
    return Verdict(match.phrase.failure, rule=match.phrase.text, where=where)


def _proved(finding: Finding) -> Verdict:
    return Verdict(
        _kind(finding),
        rule=finding.rule,
        where=finding.where,
        recipients=finding.recipients,
        original_message_id=finding.original_message_id,
        envelope_id=finding.envelope_id,
    )


def _kind(finding: Finding) -> Kind:
    if finding.kind != "failure":
        return finding.kind
    # A refusal by policy is final for this message, though the address may be alive.
    return "permanent" if finding.nature in ("hard", "policy") else "temporary"
