"""MDaemon: "address - no such user here", or a labelled failed address."""

import re

from wire.bounce import addresses, blocks, recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

DASHED = re.compile(r"^[ \t]{0,8}" + addresses.pattern() + r" - (?P<said>[^\n]{1,200})", re.M)
LABELLED = re.compile(r"^failed address: ?<?" + addresses.pattern() + r">?", re.I | re.M)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients of such lines, in mail from MDaemon only."""
    if "mdaemon" not in f"{evidence.sender} {evidence.message_id}".lower():
        return None
    dashed = [
        recipients.recipient(match["address"], match["said"])
        for match in DASHED.finditer(evidence.notice)
    ]
    found = recipients.distinct(dashed)
    return found or blocks.told(evidence.notice, LABELLED, shared=evidence.notice) or None
