"""qmail, Postfix, Yahoo and the many that write "<address>: what happened"."""

import re

from wire.bounce import addresses, blocks, signs
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

HEAD = re.compile(
    r"^[ \t]{0,6}<" + addresses.pattern() + r">[ \t]{0,3}(?:\([^\n()]{0,80}\))?:[ \t]*", re.M
)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients of such lines, each with the paragraph it begins."""
    if not signs.speaks_of_failure(evidence):
        return None
    action = blocks.action(evidence.notice)
    return blocks.told(evidence.notice, HEAD, action=action) or None
