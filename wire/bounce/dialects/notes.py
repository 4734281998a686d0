"""Lotus Notes and Domino: "Failure Reasons", or "was not delivered to ... because"."""

import re

from wire.bounce import addresses, recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

REASONS = re.compile(
    r"^-{3,}\s{0,3}failure reasons\s{0,3}-{3,}\s*\n(.{0,4000})", re.IGNORECASE | re.S | re.M
)
NOT_DELIVERED = re.compile(r"was not delivered to:?\s", re.IGNORECASE)
BECAUSE = re.compile(r"\sbecause:?\s", re.IGNORECASE)
MAX_PIECE = 2000


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients with the reason that stands above or below them."""
    notice = evidence.notice
    if (start := NOT_DELIVERED.search(notice)) and (because := BECAUSE.search(notice, start.end())):
        who = notice[start.end() : because.start()][:MAX_PIECE]
        return recipients.many(addresses.found(who), notice[because.end() :][:MAX_PIECE])
    reasons = REASONS.search(notice)
    return recipients.many(addresses.found(reasons[1]), reasons[1]) if reasons else None
