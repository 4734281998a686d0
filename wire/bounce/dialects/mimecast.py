"""Mimecast: values on lines of their own that begin with two dashes."""

import re

from wire.bounce import addresses, recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

HEAD = re.compile(
    r"addressed to email address[ \t]{0,3}:\s{0,6}-- ?<?" + addresses.pattern(), re.IGNORECASE
)
VALUE = re.compile(
    r"(?:the problem appears to be|additional information follows)[ \t]{0,3}:\s{0,6}-- ([^\n]{1,500})",
    re.IGNORECASE,
)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """The recipient, with what Mimecast and the other server said."""
    head = HEAD.search(evidence.notice)
    if not head:
        return None
    said = " ".join(VALUE.findall(evidence.notice)[:4])
    return (recipients.recipient(head["address"], said),)
