"""Sun Messaging Server, James, Barracuda and others: labelled lines for each recipient."""

import re

from wire.bounce import addresses, blocks, signs
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

HEAD = re.compile(
    r"^[ \t]{0,8}(?:recipient address|original address|failed (?:address|recipients?(?:\(s\))?)|addressed to"
    r"|recipients?|receiver|user|to address|destination|original recipient|message recipients?)"
    r"[ \t]{0,10}:\s{0,12}(?:rfc822;)?<?" + addresses.pattern() + r">?",
    re.IGNORECASE | re.MULTILINE,
)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients of such lines."""
    if not signs.speaks_of_failure(evidence):
        return None
    action = blocks.action(evidence.notice)
    return blocks.told(evidence.notice, HEAD, shared=evidence.notice, action=action) or None
