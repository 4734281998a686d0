"""fml, a list manager of Japan: refuses posts by mails that carry its name in their id."""

import re

from wire.bounce import addresses, recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

ID = re.compile(r"\d{8,}\.FML[0-9A-Z]{3,}\.", re.IGNORECASE)
REFUSAL = re.compile(
    r"(?:you are not (?:a )?member|your (?:mail|post|message) (?:is|was|to)|unsubscribed"
    r"|the following (?:mail|message|post)|loop alert|invalid|rejected|error)[^\n]{0,100}",
    re.IGNORECASE,
)
LIST = re.compile(r"(?:mailing list|members? of|list)[^\n<]{0,40}<(?P<address>[^<>\s]+@[^<>\s]+)>")


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """The list that refused a post, with the words it refused it by."""
    if not ID.search(evidence.message_id):
        return None
    refusal = REFUSAL.search(evidence.notice)
    if not refusal:
        return None
    named = LIST.search(evidence.notice)
    found = (named["address"],) if named else addresses.found(refusal[0])[:1]
    return recipients.many(found, refusal[0])
