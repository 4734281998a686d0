"""Sendmail and the many systems that head their lists of addresses as it does."""

import re

from wire.bounce import addresses, blocks
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

HEADING = re.compile(
    r"^[ \t]*-+ ?(?:\*+ ?)?the following address(?:\(es\)|es)? had [^\n]{0,80}[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
# A heading of dashes, or the transcript, ends the list.
NEXT = re.compile(r"^[ \t]*-{3,}[^\n]*$", re.MULTILINE)
REASON = re.compile(r"\(reason: ?([^\n]{1,400})|\[([^\]\n]{1,200})\]")


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients of the list, each with its line of the transcript."""
    heading = HEADING.search(evidence.notice)
    if not heading:
        return None
    rest = evidence.notice[heading.end() :]
    end = NEXT.search(rest)
    listed = rest[: end.start()] if end else rest
    found = tuple(
        one
        for line in listed.split("\n")
        if not line.lstrip().startswith("(") and (one := addresses.first(line))
    )
    return blocks.answers(_with_reasons(listed) + rest[len(listed) :], addresses.unique(found))


def _with_reasons(listed: str) -> str:
    """The list with "(reason: 550 ...)" as lines of their own, so that they read as answers."""
    return REASON.sub(lambda found: f"\n{found[1] or found[2]}", listed) + "\n"
