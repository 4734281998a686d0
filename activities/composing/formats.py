"""The format of outgoing mail: plain text, or HTML beside it (OR-5)."""

from dataclasses import replace

from django.utils.html import escape, urlize

from activities.composing.values import Copy, Settings
from departments.models import Format

PAGE = "<!DOCTYPE html>\n<html><body>\n{}\n</body></html>\n"


def step(copy: Copy, settings: Settings) -> Copy:
    """HTML as it was written, or else made of the text: paragraphs, line ends and links.

    The reader's own format goes before what was written, and that before the partition's default.
    """
    wanted, why = chosen(copy, settings)
    if why:
        copy = copy.noted("Format", why)
    if wanted != Format.HTML and not copy.outgoing.html:
        return copy
    if wanted != Format.HTML:
        return replace(copy, outgoing=replace(copy.outgoing, html=""))
    html = copy.outgoing.html or page(copy.outgoing.text)
    return replace(copy, outgoing=replace(copy.outgoing, html=html))


def chosen(copy: Copy, settings: Settings) -> tuple[Format, str]:
    """The format of this copy, and why, where it is not the default."""
    own = settings.format_of(settings.reader)
    if own is not None:
        label = "HTML" if own == Format.HTML else "plain text"
        return own, f"{settings.reader} gets {label}, as that person wants it."
    if copy.outgoing.html:
        return Format.HTML, "It was written in HTML." if settings.format != Format.HTML else ""
    return settings.format, ""


def page(text: str) -> str:
    """HTML that says what the text says, and nothing else."""
    paragraphs = text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n\n")
    return PAGE.format("\n".join(map(paragraph, paragraphs)))


def paragraph(text: str) -> str:
    return f"<p>{urlize(escape(text)).replace(chr(10), '<br>' + chr(10))}</p>"
