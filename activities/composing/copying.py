"""Blind copies of all outgoing mail: the alias's automatic BCC (AL-1), the partition's log (DI-6)."""

from dataclasses import replace

from activities.composing.values import Copy, Receiver, Role, Settings


def automatic_bcc(copy: Copy, settings: Settings) -> Copy:
    return _added(copy, Receiver(settings.automatic_bcc, Role.BCC), settings, "Automatic BCC")


def log(copy: Copy, settings: Settings) -> Copy:
    return _added(copy, Receiver(settings.log_address, Role.LOG), settings, "Log address")


def _added(copy: Copy, one: Receiver, settings: Settings, name: str) -> Copy:
    """Not where the address gets the mail anyway, nor where it would come back to the alias itself."""
    if not one.address:
        return copy
    if one.address.lower() in settings.own:
        return copy.noted(name, f"{one.address} is the alias itself: it gets no copy.")
    if any(one.address.lower() == other.address.lower() for other in copy.envelope):
        return copy.noted(name, f"{one.address} gets the mail already.")
    copy = replace(copy, envelope=(*copy.envelope, one))
    return copy.noted(name, f"{one.address} gets a blind copy.")
