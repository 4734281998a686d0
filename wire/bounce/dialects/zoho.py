"""Zoho: an address and "ERROR_CODE" on one line."""

import re

from wire.bounce import addresses, recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

LINE = re.compile(
    r"^[ \t]{0,10}(?:\[status: \w+, )?"
    + addresses.pattern()
    + r"[ ,\]]{0,4}(?P<said>[^\n]{0,80}ERROR_?CODE[^\n]*(?:\n[^\n]+){0,5})",
    re.IGNORECASE | re.MULTILINE,
)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients of such lines."""
    found = [
        recipients.recipient(match["address"], match["said"].replace("=", ""))
        for match in LINE.finditer(evidence.notice)
    ]
    return recipients.distinct(found) or None
