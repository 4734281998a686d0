"""Novell GroupWise: an address and its reason in parentheses on one line."""

import re

from wire.bounce import addresses, blocks, recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

MARK = re.compile(r"message that you sent was undeliverable to the following", re.IGNORECASE)
LINE = re.compile(r"^\s{0,10}" + addresses.pattern() + r"[ \t]{0,5}\(([^()\n]{1,200})\)", re.M)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients of the list."""
    if not MARK.search(evidence.notice):
        return None
    rest = blocks.after(evidence.notice, MARK)
    found = [recipients.recipient(match["address"], match[2]) for match in LINE.finditer(rest)]
    return recipients.distinct(found) or recipients.many(addresses.found(rest), rest)
