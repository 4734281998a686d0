"""The order in which a mail is composed (DI-2), interpreted in one place.

What a mail says and who gets it is settled once, when it is written; how it is dressed and where
its envelope leads, at each attempt, by the settings of that moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from activities.composing import (
    attaching,
    charsets,
    copying,
    encodings,
    formats,
    headers,
    masking,
    opting_out,
    recipients,
    redirecting,
    replying,
    senders,
    tracking,
    training,
    widths,
)
from activities.composing.values import Copy, Kind, Settings
from wire.compose import compose
from wire.resent import resent


class When(Enum):
    WRITTEN = "written"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table; redirects: whether it holds for a message that goes on as it came."""

    when: When
    apply: Callable[[Copy, Settings], Copy]
    redirects: bool = False


STEPS: tuple[Step, ...] = (
    Step(When.WRITTEN, recipients.step, redirects=True),
    Step(When.SENT, redirecting.step, redirects=True),
    Step(When.SENT, training.step, redirects=True),
    Step(When.WRITTEN, senders.from_, redirects=True),
    Step(When.SENT, senders.envelope, redirects=True),
    Step(When.WRITTEN, replying.step),
    Step(When.WRITTEN, tracking.step),
    Step(When.SENT, opting_out.step),
    Step(When.WRITTEN, masking.step),
    Step(When.WRITTEN, attaching.step),
    Step(When.SENT, formats.step),
    Step(When.SENT, charsets.step),
    Step(When.SENT, encodings.step),
    Step(When.SENT, widths.step),
    Step(When.WRITTEN, copying.automatic_bcc, redirects=True),
    Step(When.WRITTEN, copying.log, redirects=True),
    Step(When.SENT, headers.step, redirects=True),
)
# As the notes of a preview are sorted: the names that the steps give themselves.
ORDER = (
    "Recipients",
    "Send mail to",
    "Training mode",
    "From",
    "Envelope sender",
    "Reply-To",
    "Tracking ID",
    "Opt-out",
    "Masking",
    "Attachments",
    "Format",
    "Character set",
    "Column width",
    "Automatic BCC",
    "Log address",
    "Headers",
)


def run(when: When, copy: Copy, settings: Settings) -> Copy:
    """All steps of that time, in the order of the table."""
    for step in STEPS:
        if step.when is when and (step.redirects or copy.kind != Kind.REDIRECT):
            copy = step.apply(copy, settings)
    return copy


def rendered(copy: Copy) -> bytes:
    """The bytes of a copy. Raises UnsafeText where a field cannot hold its value."""
    if copy.kind == Kind.REDIRECT:
        return resent(copy.original, copy.outgoing)
    return compose(copy.outgoing)
