"""Microsoft Exchange 5.5 to 2003 and its Internet Mail Service: "did not reach the following"."""

import re

from wire.bounce import addresses, blocks, recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

MARK = re.compile(
    r"did not reach the following recipients?(?:\(s\))?:|(?:delivery to the following recipients?"
    r"(?:\(s\))?|delivery to the following (?:addresses|distribution lists))[^\n]{0,40}(?:failed|delayed)"
    r"[^\n]*$|folgende(?:n|r|\(r\))? empf[^\n]{0,60}nicht[^\n]*:|(?:recipients?|addresses)"
    r"[^\n]{0,60}cannot be reached:",
    re.IGNORECASE | re.MULTILINE,
)
HEAD = re.compile(
    r"^[ \t]{0,8}(?:'?[^\n@']{0,80}'? ?<?)?"
    + addresses.pattern()
    + r"[^\n]{0,2}(?: on [^\n]{0,80})?",
    re.MULTILINE,
)
# X.400 names of recipients: the part of the address is in them.
X400 = re.compile(r"^[ \t]{0,8}c=[^\n]{1,200};[^\n]* on [^\n]{0,60}", re.MULTILINE)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients below the sentence, each with its reason."""
    if not MARK.search(evidence.notice):
        return None
    rest = blocks.after(evidence.notice, MARK)
    # The mark may stand at the end of a line with the address in it.
    if found := blocks.told(rest.lstrip("\n"), HEAD):
        return found
    return recipients.many(evidence.returned.to, X400.sub("", rest))
