"""Which files go with a mail, by the department's policy (AT-6)."""

from dataclasses import replace

from activities.composing.values import Copy, Settings
from attachments import outbound


def step(copy: Copy, settings: Settings) -> Copy:
    """What does not pass is left out, and told."""
    if not copy.outgoing.files or settings.policy is None:
        return copy
    checked = outbound.check(copy.outgoing.files, 0, policy=settings.policy)
    outgoing = replace(copy.outgoing, files=checked.kept)
    copy = replace(copy, outgoing=outgoing, checked=checked)
    for words in checked.words:
        copy = copy.noted("Attachments", words)
    return copy
