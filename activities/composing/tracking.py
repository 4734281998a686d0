"""The tracking ID in the subject (DI-4, TH-1)."""

from dataclasses import replace

from activities import signing
from activities.composing.values import Copy, Kind, Settings
from aliases.finding import Threading

MODES = (Threading.SUBJECT_PREFIX, Threading.SUBJECT_ID)


def step(copy: Copy, settings: Settings) -> Copy:
    """At the end, or at the start where the alias threads so; an ID of an earlier mail gives way."""
    why = _why(copy, settings)
    if not why:
        return copy
    first = settings.threading_mode == Threading.SUBJECT_PREFIX
    subject = signing.in_subject(copy.outgoing.subject, settings.mark, first=first)
    copy = replace(copy, outgoing=replace(copy.outgoing, subject=subject))
    return copy.noted("Tracking ID", f"The subject carries it: {why}.")


def _why(copy: Copy, settings: Settings) -> str:
    if settings.threading_mode in MODES:
        return "the alias threads by it"
    if copy.kind == Kind.FORWARD:
        return "forwarded mail always has it"
    if settings.tracked:
        return "answers are wanted in this case"
    return "the partition puts it into every subject" if settings.tracking_id else ""
