"""Sun and Oracle Messaging Server, PMDF: labelled lines for each recipient."""

import re

from wire.bounce import addresses, blocks
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

HEAD = re.compile(
    r"^[ \t]{0,8}(?:recipient address|original address|failed (?:address|recipient)|addressed to"
    r"|recipients?|receiver|user|to address|destination|original recipient|message recipients?)"
    r"[ \t]{0,10}:[ \t]{0,10}(?:rfc822;)?<?"
    + addresses.pattern()
    + r">?",
    re.IGNORECASE | re.MULTILINE,
)
DELAY = re.compile(r"will continue to (?:try|attempt)|being delayed|not yet been delivered", re.I)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients of such lines."""
    action = "delayed" if DELAY.search(evidence.notice) else "failed"
    return blocks.told(evidence.notice, HEAD, shared=evidence.notice, action=action) or None
