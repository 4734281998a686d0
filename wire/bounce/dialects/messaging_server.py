"""Sun and Oracle Messaging Server, PMDF: labelled lines for each recipient."""

import re

from wire.bounce import addresses, blocks
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

HEAD = re.compile(
    r"^[ \t]{0,8}(?:recipient address|original address|failed (?:address|recipient)|addressed to"
    r"|recipients?|receiver|user|to address|destination|original recipient|message recipients?)"
    r"[ \t]{0,10}:[ \t]{0,10}(?:rfc822;)?<?" + addresses.pattern() + r">?",
    re.IGNORECASE | re.MULTILINE,
)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients of such lines."""
    action = blocks.action(evidence.notice)
    return blocks.told(evidence.notice, HEAD, shared=evidence.notice, action=action) or None
