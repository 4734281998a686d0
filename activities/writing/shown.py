"""What a person sees of a mail before it goes: each copy laid out, as text, as source, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse

from activities.composing import previewing
from activities.composing.previewing import Shown
from activities.composing.values import Note
from activities.reading.pages import framed_html
from activities.writing.desk import Desk
from wire.parse import ParsedMessage, Unparseable, parse

# A page of source; the rest is attachments in letters.
SOURCE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Seen:
    """One copy. ``number`` names it; ``cut`` says how many bytes of the source are not shown."""

    number: int
    copy: Shown
    text: str
    html: str
    subject: str
    files: tuple[str, ...]
    source: str
    cut: int


@dataclass(frozen=True, slots=True)
class Previewed:
    copies: tuple[Seen, ...]
    why: tuple[Note, ...]


def preview(desk: Desk) -> Previewed:
    """Of a valid desk."""
    found = _composed(desk)
    return Previewed(
        tuple(_seen(number, one) for number, one in enumerate(found.copies)), found.why
    )


def framed(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """The HTML of a copy for the sandboxed frame. Raises Http404 where there is none."""
    copies = preview(desk).copies if desk.valid() else ()
    if number >= len(copies):
        raise Http404
    return framed_html(request, copies[number].html, {}, remote=False)


def _composed(desk: Desk) -> previewing.Preview:
    return previewing.preview(desk.draft(), desk.alias, answers=desk.mail.answers)


def _seen(number: int, copy: Shown) -> Seen:
    """Read back from the bytes: what is shown is what would leave."""
    try:
        parsed: ParsedMessage | None = parse(copy.content)
    except Unparseable:
        parsed = None
    return Seen(
        number,
        copy,
        text=parsed.text if parsed else copy.text,
        html=parsed.html if parsed else copy.html,
        subject=parsed.subject if parsed else "",
        files=tuple(_names(parsed)) if parsed else (),
        source=copy.content[:SOURCE_BYTES].decode("utf-8", "replace"),
        cut=max(len(copy.content) - SOURCE_BYTES, 0),
    )


def _names(parsed: ParsedMessage) -> Iterator[str]:
    for one in parsed.attachments:
        yield one.filename or f"part {one.path}"
