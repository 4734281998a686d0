"""The character set of outgoing mail (DI-7)."""

from dataclasses import replace

from activities.composing.values import Copy, Settings
from wire.words import fitting


def step(copy: Copy, settings: Settings) -> Copy:
    """That of the partition; a text that does not fit is sent as UTF-8, each part by itself."""
    outgoing = copy.outgoing
    if outgoing.charset != settings.charset:
        outgoing = replace(outgoing, charset=settings.charset)
        copy = replace(copy, outgoing=outgoing)
    parts = (outgoing.subject, outgoing.text, outgoing.html)
    if all(fitting(one, settings.charset) == settings.charset for one in parts):
        return copy
    return copy.noted("Character set", f"Not all of it fits {settings.charset}: that is in UTF-8.")
