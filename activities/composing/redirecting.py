"""“Send mail to”: one copy goes there instead of to anybody else (AL-1)."""

from dataclasses import replace

from activities.composing.values import Copy, Receiver, Settings


def step(copy: Copy, settings: Settings) -> Copy:
    """Instead of the recipients, of the automatic BCC and of the log address."""
    if not settings.send_mail_to:
        return copy
    words = f"The alias is in test mode: one copy goes to {settings.send_mail_to}, and none else."
    copy = replace(copy, envelope=(Receiver(settings.send_mail_to),))
    return copy.noted("Send mail to", words)
