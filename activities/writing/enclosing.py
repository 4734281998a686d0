"""The files of a mail that is being written: uploads, those of the original, and what will not pass."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat

from activities.models import Activity, Direction
from activities.writing.unsent import UnsentFile, UnsentMail
from attachments import outbound
from attachments.held import BlockedAttachment
from wire.compose import File
from wire.parse import part_content

MEGABYTE = 1024 * 1024
# Base64 in lines of 76 and two: what a file becomes on its way (RFC 2045 section 6.8).
GROWS_BY = 4 / 3 * 78 / 76
MOST_FILES = 100


@dataclass(frozen=True, slots=True)
class Attached:
    """A file on the page of the form; ``trouble`` says why it will not go, '' where it will."""

    file: UnsentFile
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A file of the original; ``value`` stands for it in the form."""

    value: str
    name: str


def room(sizes: Iterable[int], limit_megabytes: int) -> int:
    """How many bytes of files fit in beside those that are there."""
    return max(int(limit_megabytes * MEGABYTE / GROWS_BY) - sum(sizes), 0)


def take(mail: UnsentMail, uploads: Iterable[Any], limit_megabytes: int) -> list[str]:
    """Keeps what fits; says of each other file why it is not kept."""
    troubles = []
    for upload in uploads:
        left, size = room(_sizes(mail), limit_megabytes), upload.size or 0
        if size > left:
            troubles.append(_too_large(str(upload.name), size, left))
        elif mail.files.count() >= MOST_FILES:
            troubles.append(f"“{upload.name}” was left out: a mail has {MOST_FILES} files at most.")
        else:
            mail.files.create(
                name=str(upload.name)[-255:],
                content_type=(upload.content_type or "")[:200],
                size=size,
                content=upload.read(),
            )
    return troubles


def _sizes(mail: UnsentMail) -> Iterable[int]:
    return mail.files.values_list("size", flat=True)


def _too_large(name: str, size: int, left: int) -> str:
    return (
        f"“{name}” was left out: it has {filesizeformat(size)}, and {filesizeformat(left)} are "
        "left in this mail. Take another file out, or send it in a mail of its own."
    )


def offered(activity: Activity) -> list[Offered]:
    """The files of the original that may be passed on: not what a rule holds back."""
    if activity.direction == Direction.OUTBOUND:
        sent = activity.files.defer("content")
        return [Offered(str(one.number), str(one)) for one in sent]
    if activity.kept_raw is None:
        return []
    blocked = BlockedAttachment.objects.held_back().filter(activity=activity.pk)
    free = activity.attachments.exclude(path__in=blocked.values("path"))
    return [Offered(one.path, str(one)) for one in free]


def files_of(mail: UnsentMail, originals: Collection[str] = ()) -> list[File]:
    """All that the mail goes with: the ticked files of the original first, then the uploads."""
    found = _originals(mail.answers, originals) if mail.answers and originals else []
    return found + [
        File(one.name, one.content_type, bytes(one.content)) for one in mail.files.all()
    ]


def _originals(activity: Activity, ticked: Collection[str]) -> list[File]:
    wanted = [one.value for one in offered(activity) if one.value in ticked]
    if activity.kept_raw is None:
        sent = activity.files.filter(number__in=wanted)
        return [File(one.name, one.content_type, bytes(one.content)) for one in sent]
    raw = activity.kept_raw.content()
    parts = activity.attachments.filter(path__in=wanted).order_by("pk")
    return [File(str(one), one.content_type, part_content(raw, one.path)) for one in parts]


def shown(mail: UnsentMail, department_id: int | None) -> list[Attached]:
    """The uploads with what the department's rules say of each (AT-6)."""
    rows = list(mail.files.all())
    if department_id is None or not rows:
        return [Attached(one) for one in rows]
    files = [File(one.name, one.content_type, bytes(one.content)) for one in rows]
    refused = {
        int(one.part.path.partition(".")[0]): one.why
        for one in outbound.check(files, department_id).refused
    }
    return [Attached(row, refused.get(number, "")) for number, row in enumerate(rows, 1)]


def size_on_the_way(files: Iterable[File], text: str) -> int:
    return int(sum(len(one.content) for one in files) * GROWS_BY) + len(text.encode())
