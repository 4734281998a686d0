"""Exim, and the systems of 1&1, GMX and others that speak like it: indented addresses."""

import re

from wire.bounce import addresses, blocks
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

MARK = re.compile(
    r"(?:the following address(?:\(es\)|es)?[^\n:]{0,60}(?:failed|addresses?)"
    r"|(?:not yet been|could not be) delivered to (?:the following|all of its|one or more)"
    r"[^\n:]{0,60}|automatically by (?:the )?mail delivery (?:software|system))[^\n]{0,80}:?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
OPENING = re.compile(
    r"this message was (?:created|generated) automatically by (?:the )?mail delivery|a message that you"
    r" (?:have )?sent (?:could not be|has not yet been)",
    re.IGNORECASE,
)
GENERATED = re.compile(
    r"^[ \t]{0,8}[^\n@]{0,80}\n?[ \t]{0,8}\((?:ultimately )?generated from "
    + addresses.pattern()
    + r"\)",
    re.MULTILINE,
)
LINE = re.compile(
    r"^[ \t]{0,6}<?" + addresses.pattern() + r">?[ \t]{0,4}(?::|$)",
    re.MULTILINE,
)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients listed below the sentence of failure or delay."""
    if not OPENING.search(evidence.notice):
        return None
    return listed(evidence.notice)


def listed(notice: str) -> tuple[FailedRecipient, ...]:
    """Addresses at the beginning of lines, each with the words below it."""
    what = blocks.action(notice)
    rest = blocks.after(notice, MARK) or notice
    found = blocks.told(rest, LINE, action=what)
    return found or blocks.told(notice, GENERATED, action=what)
