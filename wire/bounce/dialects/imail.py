"""Ipswitch IMail (X-Mailer: <SMTP32 ...>): a reason, a colon, the address."""

import re

from wire.bounce import addresses, recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

LINE = re.compile(
    r"^(?P<said>(?:invalid final delivery userid|unknown (?:user|host)|user mailbox exceeds allowed"
    r" size|delivery failed \d+ attempts|undeliverable to|message size exceeds[^\n:]{0,40}"
    r"|(?:body of message|reason)[^\n:@]{0,60})): ?<?" + addresses.pattern() + r">?",
    re.IGNORECASE | re.MULTILINE,
)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients of such lines."""
    found = [
        recipients.recipient(match["address"], match["said"])
        for match in LINE.finditer(evidence.notice)
    ]
    return recipients.distinct(found) or None
