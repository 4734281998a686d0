"""Lotus Notes and Domino: "Failure Reasons", or "was not delivered to ... because"."""

import re

from wire.bounce import addresses, recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

REASONS = re.compile(
    r"^-{3,}\s{0,3}failure reasons\s{0,3}-{3,}\s*\n(.{0,4000})", re.IGNORECASE | re.S | re.M
)
BECAUSE = re.compile(
    r"was not delivered to:?\s{1,40}(?P<who>.{1,1000}?)\s{1,40}because:?\s{1,40}(?P<why>.{0,1000})",
    re.IGNORECASE | re.DOTALL,
)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients with the reason that stands above or below them."""
    if because := BECAUSE.search(evidence.notice):
        return recipients.many(addresses.found(because["who"]), because["why"])
    reasons = REASONS.search(evidence.notice)
    return recipients.many(addresses.found(reasons[1]), reasons[1]) if reasons else None
