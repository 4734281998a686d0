"""DragonFly Mail Agent: one address in the sentence, the answer below."""

import re

from wire.bounce import recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

MARK = "This is the DragonFly Mail Agent"
SENTENCE = re.compile(r"delivering your mail to <?([^<>\s]+?)>?\.?\s*\n(.*)", re.DOTALL)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """The recipient of the one failed delivery."""
    if MARK not in evidence.notice:
        return None
    found = SENTENCE.search(evidence.notice)
    return (recipients.recipient(found[1], found[2]),) if found else ()
