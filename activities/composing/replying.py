"""Where answers go: Reply-To with the signed ID, as the alias threads (TH-1, TH-2)."""

from dataclasses import replace

from activities import signing
from activities.composing.values import Copy, Settings
from aliases.finding import Threading

MODES = (Threading.REPLY_TO, Threading.REPLY_TO_AND_SUBJECT)


def step(copy: Copy, settings: Settings) -> Copy:
    """Behind a plus sign where the mailbox takes that; else in the name, which most programs keep.

    Where From is another address of the alias, answers go to that one.
    """
    if settings.threading_mode not in MODES:
        return copy
    address = copy.outgoing.sender
    if settings.sub_addressing:
        address = signing.tagged(address, settings.mark)
    name = settings.name
    if address == copy.outgoing.sender:
        name = f"{name} [#{signing.typeable(settings.mark)}]"
    copy = replace(copy, outgoing=replace(copy.outgoing, reply_to=address, reply_to_name=name))
    return copy.noted("Reply-To", "Answers carry the signed ID of this mail in Reply-To.")
