"""Sentences of failure around an address, for the systems that have no form of their own."""

import re

from wire.bounce import addresses, blocks, guessing, recipients, signs, wording
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

WHO = r"[\s:\"'(<\[*•-]{0,12}(?:mailto:|rfc822;|smtp:)?" + addresses.pattern()
SENTENCES = tuple(
    re.compile(words + WHO, re.IGNORECASE)
    for words in (
        r"(?:could|can|would|was|were|has|have) ?not (?:be |been )?(?:successfully )?(?:deliver(?:ed)?|sent|send)"
        r"(?: (?:your|the|this|a) (?:message|mail|e-?mail))?[^\n@.]{0,40}(?:to|for|by)[^\n@:.]{0,60}",
        r"(?:unable to|failed to|cannot|could not) deliver[^\n@]{0,60}(?:to|for)[^\n@:]{0,60}",
        r"(?:undeliverable|not delivered|undelivered|returned|rejected|failed|bounced)\s(?:to|for|by)[^\n@:]{0,60}",
        r"reject(?:ed|s)(?: the)? (?:recipient|address)",
        r"did not (?:reach|receive)[^\n@]{0,60}",
        r"following (?:e-?mail )?(?:address|recipient|user|destination)[^@]{0,100}",
        r"(?:unknown|invalid|no such|illegal) (?:e-?mail )?(?:user|recipient|address|account|mailbox)",
        r"(?:error|problem|trouble)[^\n@.]{0,40}(?:deliver|send)[^\n@.]{0,40}(?:to|for)",
        r"(?:nicht zugestellt|nicht zustellbar|non (?:remis|distribu)|no (?:se )?(?:pudo|ha podido)|nao (?:pode|foi)"
        r"|não (?:pôde|foi))[^@]{0,100}",
    )
)
AFTER = re.compile(
    addresses.pattern()
    + r"[>\"')\]]{0,3}[\s:,;.-]{1,6}(?:[^\n@]{0,30}\s)?(?:(?:user|account|mailbox|address)?[^\n@]{0,12}(?:unknown"
    r"|not found|does not exist|doesn'?t exist|is (?:full|not|over|invalid|unavailable)|has (?:left|been)"
    r"|could not be|(?:was|is) (?:not|undeliver)|cannot be|couldn'?t be|no longer)|no such user|invalid (?:user|address|recipient))",
    re.IGNORECASE,
)
MAX_NOTICE = 4000


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients in such sentences, where the subject or the text speaks of failure."""
    notice = evidence.notice[:MAX_NOTICE]
    if not signs.speaks_of_failure(evidence):
        return None
    named = addresses.unique(
        match["address"] for sentence in (*SENTENCES, AFTER) for match in sentence.finditer(notice)
    )
    action = blocks.action(notice)
    found = (
        recipients.recipient(one, _said(one, notice), action=action)
        for one in guessing.not_ours(named, evidence)
    )
    return recipients.distinct(found) or None


def _said(address: str, notice: str) -> str:
    """What stands beside the address, or all of the text where that tells nothing."""
    beside = blocks.about(address, notice)
    return beside if wording.nature(beside) else notice
