"""What a mail would be, with the reasons, before anything is written or sent (DI-2)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from activities import queueing, signing
from activities.composing import copies, current, links, steps
from activities.composing.steps import When
from activities.composing.values import Copy, Kind, Note, Receiver, Role, Settings
from activities.models import Activity
from activities.queueing import Draft
from activities.signing import Use
from activities.threads.orders import keys
from aliases.models import Alias
from contacts import formats

# It stands for the ID that is made when the mail is queued; no case has the number 0.
NOBODYS = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """One copy as it would leave: its bytes, the envelope, and what its readers see.

    ``recipients`` is empty where nothing leaves (training mode). ``text`` and ``html`` are ''
    where the bytes of a redirected message go as they came.
    """

    content: bytes
    sender: str
    recipients: tuple[str, ...]
    readers: tuple[str, ...]
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Preview:
    """copies: at least one. why: what each step did, in the order of the table."""

    copies: tuple[Shown, ...]
    why: tuple[Note, ...]


def preview(draft: Draft, alias: Alias, *, answers: Activity | None = None) -> Preview:
    """Of a mail that is not queued yet: nothing is written. Raises what `queueing.queue` raises."""
    now = timezone.now()
    begun = queueing.beginning(draft, alias, answers=answers, now=now)
    settings = queueing.settings_for(draft, alias, now)
    settings = replace(settings, mark=_nobodys(Use.ANSWER, now.date()))
    written = steps.run(When.WRITTEN, begun, settings)
    readers = [one.address for one in written.envelope]
    settings = replace(settings, reader_formats=formats.of(alias.department, readers))
    return _shown(written, settings, links.made({}, alias=alias.address, written=now))


def preview_of(activity: Activity) -> Preview:
    """Of a mail that is queued: as an attempt of this moment would send it."""
    recipients = list(activity.recipients.order_by("pk"))
    written = replace(
        copies.copy_of(activity),
        envelope=tuple(Receiver(one.address, Role(one.kind)) for one in recipients),
        notes=tuple(Note(**one) for one in activity.why),
    )
    readers = [one.address for one in recipients]
    common = current.for_readers(activity.alias, timezone.now(), readers)
    settings = current.for_sending(activity, common)
    return _shown(written, settings, links.of(recipients))


def _shown(written: Copy, settings: Settings, link: links.Link) -> Preview:
    made = list(copies.finished(written, settings, link))
    shown = tuple(
        Shown(
            content=steps.rendered(copy),
            sender=copy.sender,
            recipients=tuple(one.address for one in copy.envelope),
            readers=tuple(one.address for one in reading.receivers),
            text="" if copy.kind == Kind.REDIRECT else copy.outgoing.text,
            html="" if copy.kind == Kind.REDIRECT else copy.outgoing.html,
        )
        for reading, copy in made
    )
    return Preview(shown, _in_order(note for _, copy in made for note in copy.notes))


def _in_order(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Each once, as the table has the steps."""
    return tuple(sorted(dict.fromkeys(notes), key=lambda one: steps.ORDER.index(one.step)))


def _nobodys(use: Use, today: date) -> str:
    return signing.sign(NOBODYS, use, until=today + signing.LASTS, keys=keys())
