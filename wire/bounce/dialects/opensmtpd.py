"""OpenSMTPD: a list of "address: answer" below its greeting."""

import re

from wire.bounce import addresses, blocks
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

MARK = re.compile(r"This is the MAILER-DAEMON, please DO NOT REPLY", re.IGNORECASE)
HEAD = re.compile(r"^[ \t]{0,8}" + addresses.pattern() + r":[ \t]*", re.MULTILINE)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients of the list."""
    if not MARK.search(evidence.notice):
        return None
    action = blocks.action(evidence.notice)
    return blocks.told(evidence.notice, HEAD, action=action)
