"""Mobile carriers: multimedia messages and mail that could not be delivered to a telephone."""

import re

from wire.bounce import addresses, recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

MARK = re.compile(
    r"could not be delivered to (?:the )?mobile|no valid recipients for this mm"
    r"|message (?:was|has been|could) not (?:be )?delivered to the (?:phone|handset|subscriber)",
    re.IGNORECASE,
)
TO = re.compile(r"^[ \t]{0,4}to:[^\n]*?" + addresses.pattern(), re.IGNORECASE | re.MULTILINE)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """The telephone's address, as the quoted header of the message has it."""
    if not MARK.search(evidence.notice):
        return None
    named = [match["address"] for match in TO.finditer(evidence.notice)]
    return recipients.many(named or evidence.returned.to, evidence.notice)
