"""From a parsed message to the facts that threading looks at."""

import re

from activities import subjects
from activities.threads.values import Facts, Report
from wire.parse import ParsedMessage

# Where servers note the address a message was really sent to; RFC 9228 for the first.
DELIVERED = frozenset({"delivered-to", "x-original-to", "envelope-to", "x-envelope-to"})
ADDRESS = re.compile(r"[^\s<>,;:\"]{1,250}@[^\s<>,;:\"]{1,250}")
MOST_PARENTS = 100
MOST_RECIPIENTS = 500


def facts_of(parsed: ParsedMessage, report: Report | None = None) -> Facts:
    """The facts of an incoming message; ``report`` where it is a delivery exception."""
    sender = parsed.from_ or parsed.sender
    parents = dict.fromkeys((*parsed.in_reply_to, *reversed(parsed.references)))
    parents.pop(parsed.message_id, None)
    return Facts(
        message_id=parsed.message_id,
        parents=tuple(parents)[:MOST_PARENTS],
        subject=parsed.subject,
        base_subject=subjects.base(parsed.subject),
        sender=sender.email if sender else "",
        recipients=_recipients(parsed),
        report=report,
    )


def _recipients(parsed: ParsedMessage) -> tuple[tuple[str, str], ...]:
    noted = [
        (found, "")
        for name, value in parsed.headers
        if name.lower() in DELIVERED
        for found in ADDRESS.findall(value[:1000])
    ]
    named = [(one.email, one.name) for one in (*parsed.to, *parsed.cc)]
    return tuple(dict.fromkeys((*noted, *named)))[:MOST_RECIPIENTS]
