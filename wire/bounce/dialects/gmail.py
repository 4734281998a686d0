"""Gmail before it sent machine-readable reports: failures and delays as text."""

import re

from wire.bounce import addresses, blocks, recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

MARK = re.compile(
    r"^delivery to the following recipients? (?:failed permanently|has been delayed)[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
# The list of addresses ends where an explanation begins.
EXPLANATION = re.compile(r"^(?:technical details|message will be|reason|the error)", re.I | re.M)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients named below the sentence of failure or delay."""
    mark = MARK.search(evidence.notice)
    if not mark:
        return None
    rest = blocks.after(evidence.notice, MARK)
    explanation = EXPLANATION.search(rest)
    listed = addresses.found(rest[: explanation.start()] if explanation else rest[:1000])
    delayed = "delayed" in mark[0].lower()
    said = rest[explanation.start() :] if explanation else rest
    return recipients.many(listed, said, action="delayed" if delayed else "failed")
