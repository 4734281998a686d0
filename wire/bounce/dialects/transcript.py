"""Old sendmail and its like: only a transcript of the session, or only the returned message."""

import re

from wire.bounce import addresses, blocks, signs
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

MARK = re.compile(r"transcript of session|while talking to|smtp error from", re.IGNORECASE)
COMMAND = re.compile(r"\brcpt to: ?<?" + addresses.pattern(), re.IGNORECASE)


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients named by commands or answers; none, where a bounce only says that it is one."""
    if not MARK.search(evidence.notice) and not _says_so(evidence):
        return None
    commands = [match["address"] for match in COMMAND.finditer(evidence.notice)]
    said = "\n".join(blocks.REPLY_LINE.findall(evidence.notice)[:100])
    named = addresses.unique(commands or addresses.found(said)) or evidence.returned.to
    # Old sendmail says only there that it gave up after some days.
    return blocks.answers(f"{evidence.notice}\n{evidence.subject}", named)


def _says_so(evidence: Evidence) -> bool:
    """True where a mailer speaks of a failure, though in no words the other rules know."""
    if signs.is_mailer(evidence):
        answered = blocks.REPLY_LINE.search(evidence.notice)
        if answered or signs.BOUNCE_SUBJECT.match(evidence.subject):
            return True
    opens = signs.BOUNCE_OPENING.search(evidence.notice[: signs.MAX_OPENING])
    return evidence.return_path == "" and opens is not None
