"""The order in which a mail is composed, and the letters that one activity becomes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import reduce

from activities import files
from activities.composing import encodings, formats, opting_out
from activities.composing.values import OptOut, Settings
from activities.models import Activity, Recipient
from activities.threads import marks
from aliases.models import Alias
from departments.models import Format
from departments.servers import Encoding
from wire.compose import Outgoing, compose
from wire.smtp import Letter

Step = Callable[[Outgoing, Settings], Outgoing]
STEPS: tuple[Step, ...] = (opting_out.step, formats.step, encodings.step)


def copies(recipients: Sequence[Recipient]) -> Iterator[tuple[list[Recipient], Letter]]:
    """The mail of these recipients as it goes over the wire: the same bytes at every attempt.

    One letter for all, unless each must have one of their own; blind copies are apart where the
    others' say something that is for readers only.
    """
    activity = recipients[0].activity
    settings = settings_of(activity.alias)
    if activity.automatic:
        settings = replace(settings, opt_out=None)
    for group in _groups(recipients, settings):
        reader = "" if group[0].kind == Recipient.Kind.BCC else group[0].address
        content = composed(activity, replace(settings, reader=reader))
        yield (
            group,
            Letter(
                marks.return_address(activity, activity.alias),
                tuple(one.address for one in group),
                content,
                marks.envelope_id(activity),
            ),
        )


def composed(activity: Activity, settings: Settings) -> bytes:
    return compose(reduce(lambda draft, step: step(draft, settings), STEPS, draft_of(activity)))


def draft_of(activity: Activity) -> Outgoing:
    reply_to_name, reply_to = marks.reply_to(activity)
    return Outgoing(
        message_id=activity.message_id,
        date=activity.dated_at or activity.at,
        sender_name=activity.alias.name,
        sender=activity.sender_address,
        to=_addresses(activity.to),
        cc=_addresses(activity.cc),
        subject=activity.subject,
        text=activity.text,
        in_reply_to=activity.in_reply_to,
        references=activity.references.split(),
        reply_to=reply_to,
        reply_to_name=reply_to_name,
        auto_submitted=marks.auto_submitted(activity),
        files=files.of(activity.pk),
    )


def settings_of(alias: Alias) -> Settings:
    opt_out = None
    if alias.opt_out:
        opt_out = OptOut(
            alias.opt_out_content,
            alias.opt_out_link_text,
            alias.opt_out_url,
            alias.opt_out_one_click,
        )
    return Settings(
        alias=alias.address,
        format=Format(alias.department.partition.default_format),
        encoding=Encoding(alias.outgoing_encoding),
        opt_out=opt_out,
    )


def _groups(recipients: Sequence[Recipient], settings: Settings) -> Iterator[list[Recipient]]:
    if settings.opt_out is None:
        yield list(recipients)
        return
    blind = [one for one in recipients if one.kind == Recipient.Kind.BCC]
    readers = [one for one in recipients if one.kind != Recipient.Kind.BCC]
    if opting_out.one_reader_each(settings):
        yield from ([one] for one in readers)
    elif readers:
        yield readers
    if blind:
        yield blind


def _addresses(listed: str) -> list[str]:
    return [one.strip() for one in listed.split(",") if one.strip()]
