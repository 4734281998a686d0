"""AOL: screen names without a domain, one on a line, below a sentence of refusal."""

import re

from wire.bounce import recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

MARK = re.compile(
    r"your mail to the following recipients could not be delivered[^:]{0,200}:\s", re.IGNORECASE
)
NAME = re.compile(r"^[ \t]{1,8}([A-Za-z][\w.]{2,31})[ \t]*$", re.MULTILINE)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients with the domain of AOL added, in mail from AOL only."""
    mark = MARK.search(evidence.notice)
    if not mark or not evidence.sender.lower().endswith("aol.com"):
        return None
    names = NAME.findall(evidence.notice[mark.end() :][:4000])
    return recipients.many((f"{name}@aol.com" for name in names), mark[0])
