"""The way to opt out at the end of a mail, for people and for their programs (AL-7, RFC 8058)."""

from dataclasses import replace

from activities.composing.values import OptOut, Settings
from aliases.opt_out import filled
from wire.compose import Outgoing


def step(draft: Outgoing, settings: Settings) -> Outgoing:
    """Text, link and List-Unsubscribe; blind copies, which have no reader, carry none."""
    if settings.opt_out is None or not settings.reader:
        return draft
    url = filled(settings.opt_out.url, recipient=settings.reader, alias=settings.alias)
    fields = [*draft.fields, ("List-Unsubscribe", f"<{url}>")]
    if settings.opt_out.one_click:
        fields.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return replace(
        draft, text=f"{draft.text.rstrip()}\n\n{_words(settings.opt_out, url)}\n", fields=fields
    )


def _words(opt_out: OptOut, url: str) -> str:
    link = f"{opt_out.link_text}: {url}" if opt_out.link_text else url
    return "\n".join(filter(None, (opt_out.content.strip(), link)))


def one_reader_each(settings: Settings) -> bool:
    """Whether each recipient gets a copy of their own, since the link names them."""
    return settings.opt_out is not None and "{recipient}" in settings.opt_out.url
