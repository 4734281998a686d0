"""Old sendmail and its like: only a transcript of the session, or only the returned message."""

import re

from wire.bounce import addresses, blocks, signs
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

MARK = re.compile(r"transcript of session|while talking to|smtp error from", re.IGNORECASE)
COMMAND = re.compile(r"(?:>>>|<<<) ?rcpt to: ?<?" + addresses.pattern(), re.IGNORECASE)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients named by commands or answers; none, where a bounce only says that it is one."""
    marked = bool(MARK.search(evidence.notice))
    if not marked and not _returned_with_answer(evidence):
        return None
    commands = [match["address"] for match in COMMAND.finditer(evidence.notice)]
    said = "\n".join(blocks.REPLY_LINE.findall(evidence.notice)[:100])
    named = addresses.unique(commands or addresses.found(said)) or evidence.returned.to
    return blocks.answers(evidence.notice, named)


def _returned_with_answer(evidence: Evidence) -> bool:
    """A mailer, a subject of failure, and something that came back."""
    failure = bool(signs.BOUNCE_SUBJECT.match(evidence.subject))
    answered = bool(blocks.REPLY_LINE.search(evidence.notice))
    return failure and signs.is_mailer(evidence) and (evidence.returned.present or answered)
