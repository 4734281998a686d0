"""The format of outgoing mail: plain text, or HTML beside it (OR-5)."""

from dataclasses import replace

from django.utils.html import escape, urlize

from activities.composing.values import Settings
from departments.models import Format
from wire.compose import Outgoing

PAGE = '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{}\n</body></html>\n'


def step(draft: Outgoing, settings: Settings) -> Outgoing:
    """HTML says what the text says: paragraphs, line ends and links, and nothing else."""
    if settings.format != Format.HTML:
        return draft
    paragraphs = draft.text.replace("\r\n", "\n").strip().split("\n\n")
    return replace(draft, html=PAGE.format("\n".join(map(_paragraph, paragraphs))))


def _paragraph(text: str) -> str:
    return f"<p>{urlize(escape(text)).replace(chr(10), '<br>' + chr(10))}</p>"
