"""Guesses whom a failure is about, where no rule found an address in its words."""

import re

from wire.bounce import addresses, blocks, recipients, signs
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

# An address that has a line for itself, as lists of recipients are written.
OWN_LINE = re.compile(
    r"^[ \t>*•-]{0,12}<?" + addresses.pattern() + r">?[ \t.:;,]{0,3}(?: am [\d. :]{1,30})?$",
    re.MULTILINE,
)
# Addresses for people who want help are named by many notices.
HELP = re.compile(r"(?:support|help|helpdesk|abuse|info|admin|contact|service)[\w.-]{0,20}@", re.I)
MAX_NOTICE = 6000


def recipients_of(evidence: Evidence) -> tuple[FailedRecipient, ...]:
    """The one recipient of the returned message, else addresses on lines of their own.

    Else the only address in the text that is not the reader's, a mailer's or a help desk's.
    """
    notice = evidence.notice[:MAX_NOTICE]
    listed = not_ours([found["address"] for found in OWN_LINE.finditer(notice)], evidence)
    every = not_ours(addresses.found(notice), evidence)
    if len(evidence.returned.to) == 1:
        named: tuple[str, ...] = evidence.returned.to
    else:
        named = listed or (every if len(every) == 1 else ())
    said = notice or evidence.subject
    return recipients.many(named, said, action=blocks.action(notice))


def not_ours(found: list[str] | tuple[str, ...], evidence: Evidence) -> tuple[str, ...]:
    """Without the sender of the report, the one it was sent to, other mailers and help desks."""
    own = {evidence.sender.lower(), *map(str.lower, addresses.found(evidence.header("to")))}
    return tuple(
        one
        for one in addresses.unique(found)
        if one.lower() not in own
        and not signs.MAILERS.search(one.rpartition("@")[0])
        and not HELP.match(one)
    )
