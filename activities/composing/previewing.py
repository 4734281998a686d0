"""What a mail would be, with the reasons, before anything is written or sent (DI-2)."""

from dataclasses import dataclass

from activities.composing.values import Note
from activities.models import Activity
from activities.queueing import Draft
from aliases.models import Alias


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
    raise NotImplementedError


def preview_of(activity: Activity) -> Preview:
    """Of a mail that is queued: as its next attempt would send it."""
    raise NotImplementedError
