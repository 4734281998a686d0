"""Training mode of the partition: nothing leaves (DI-3)."""

from dataclasses import replace

from activities.composing.values import Copy, Settings

WORDS = "Training mode is on: the mail is kept as it would be sent, and never leaves."


def step(copy: Copy, settings: Settings) -> Copy:
    """It goes before “send mail to”: not even that address gets it."""
    if not settings.training:
        return copy
    return replace(copy, envelope=()).noted("Training mode", WORDS)
