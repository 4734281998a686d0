"""Who a mail is from: in its header (DI-5, AL-6), and on its envelope (WF-3)."""

from dataclasses import replace

from activities.composing.values import Copy, Kind, Settings
from departments.composition import Envelope


def from_(copy: Copy, settings: Settings) -> Copy:
    """The alias by its name; of its addresses the one that was chosen."""
    sender = settings.sender or settings.alias
    outgoing = replace(copy.outgoing, sender_name=settings.name, sender=sender)
    copy = replace(copy, outgoing=outgoing)
    if sender == settings.alias:
        return copy
    return copy.noted(
        "From", f"{sender} is an address that the alias {settings.alias} answers for."
    )


def envelope(copy: Copy, settings: Settings) -> Copy:
    """Bounces come to the alias; those of a redirected message go where the partition says."""
    if copy.kind != Kind.REDIRECT or settings.redirect_envelope != Envelope.ORIGINAL:
        return replace(copy, sender=settings.return_path)
    words = (
        f"Bounces go to {settings.original_sender or 'nobody: the message itself had no sender'}."
    )
    return replace(copy, sender=settings.original_sender).noted("Envelope sender", words)
