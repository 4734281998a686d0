"""The way to opt out at the end of a mail, for people and for their programs (AL-7, RFC 8058)."""

from dataclasses import replace

from django.utils.html import format_html

from activities.composing import formats
from activities.composing.values import Copy, OptOut, Settings
from wire import references

END = "</body>"
FIELD = "List-Unsubscribe"


def step(copy: Copy, settings: Settings) -> Copy:
    """Text, link and List-Unsubscribe; blind copies carry none, and neither does automatic mail."""
    way = settings.opt_out
    if way is None or not way.url or settings.automatic:
        return copy
    outgoing = copy.outgoing
    copy = replace(
        copy,
        outgoing=replace(
            outgoing,
            text=f"{outgoing.text.rstrip()}\n\n{_words(way)}\n",
            html=_in_html(outgoing.html, way) if outgoing.html else "",
            fields=(*outgoing.fields, *_fields(way)),
        ),
    )
    return copy.noted("Opt-out", "It ends with the way to opt out.")


def _fields(way: OptOut) -> list[tuple[str, str]]:
    """Never folded and never encoded: a link that needs more than one line stands in the text only."""
    if len(way.url) + len(FIELD) + 4 > references.LINE:
        return []
    fields = [(FIELD, f"<{way.url}>")]
    if way.one_click:
        fields.append((f"{FIELD}-Post", f"{FIELD}=One-Click"))
    return fields


def _words(way: OptOut) -> str:
    link = f"{way.link_text}: {way.url}" if way.link_text else way.url
    return "\n".join(filter(None, (way.content.strip(), link)))


def _in_html(html: str, way: OptOut) -> str:
    """Before the end of the page."""
    link = format_html('<p><a href="{}">{}</a></p>', way.url, way.link_text or way.url)
    words = formats.paragraph(way.content.strip()) + "\n" if way.content.strip() else ""
    at = html.lower().rfind(END)
    at = len(html) if at < 0 else at
    return f"{html[:at]}\n{words}{link}\n{html[at:]}"
