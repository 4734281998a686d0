"""Trend Micro InterScan: a sentence with the address, or the commands it sent and received."""

import re

from wire.bounce import addresses, recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

SENTENCE = re.compile(
    r"unable to deliver message to:? <?" + addresses.pattern() + r">?", re.IGNORECASE
)
SENT = re.compile(
    r"sent <<< rcpt to: ?<?" + addresses.pattern() + r">?[^\n]*\n+received >>> (?P<said>[^\n]+)",
    re.IGNORECASE,
)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients of the commands that failed, or of the sentence."""
    sent = [
        recipients.recipient(match["address"], match["said"])
        for match in SENT.finditer(evidence.notice)
        if match["said"].lstrip()[:1] in ("4", "5")
    ]
    if sent:
        return recipients.distinct(sent)
    found = SENTENCE.search(evidence.notice)
    return (recipients.recipient(found["address"], evidence.notice),) if found else None
