"""One activity becomes letters: as many as its recipients must be told apart, and no more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from activities import files
from activities.composing import current, links, originals, steps
from activities.composing.steps import When
from activities.composing.values import Copy, Kind, Receiver, Role, Settings
from activities.models import Activity, Recipient
from activities.threads import marks
from wire.compose import Outgoing
from wire.smtp import Letter


@dataclass(frozen=True, slots=True)
class Reading:
    """Who gets the same copy, and whom it is written for: '' for nobody in particular."""

    receivers: tuple[Receiver, ...]
    reader: str


def copies(
    recipients: Sequence[Recipient],
    *,
    now: datetime | None = None,
    common: Settings | None = None,
) -> Iterator[tuple[list[Recipient], Letter]]:
    """The mail of these recipients as it goes over the wire: the same bytes at every attempt.

    In test mode one letter to one address stands for all recipients. ``common`` is what
    `current.for_readers` says, where it was asked for many mails at once.
    """
    activity = recipients[0].activity
    by_address = {one.address: one for one in recipients}
    if common is None:
        common = current.for_readers(activity.alias, now or timezone.now(), by_address)
    settings = current.for_sending(activity, common)
    receivers = tuple(Receiver(one.address, Role(one.kind)) for one in recipients)
    begun = replace(copy_of(activity), envelope=receivers)
    for reading, copy in finished(begun, settings, links.of(recipients)):
        group = [by_address[one.address] for one in reading.receivers]
        addresses = tuple(one.address for one in copy.envelope)
        yield (
            group,
            Letter(copy.sender, addresses, steps.rendered(copy), marks.envelope_id(activity)),
        )


def finished(begun: Copy, settings: Settings, link: links.Link) -> Iterator[tuple[Reading, Copy]]:
    """Each copy with all steps of sending done."""
    readings = readings_of(begun, settings)
    if settings.send_mail_to:
        readings = [replace(readings[0], receivers=begun.envelope)]
    for reading in readings:
        copy = begun
        if reading.receivers != begun.envelope:
            copy = replace(begun, envelope=reading.receivers)
        yield reading, steps.run(When.SENT, copy, _for(reading, settings, link))


def _for(reading: Reading, settings: Settings, link: links.Link) -> Settings:
    if settings.opt_out is None and not settings.reader_formats:
        return settings
    first = reading.receivers[0]
    way = None if first.role.blind else settings.opt_out
    if way is not None:
        way = replace(way, url=link(way, first))
    return replace(settings, reader=reading.reader, opt_out=way)


def readings_of(copy: Copy, settings: Settings) -> list[Reading]:
    """Recipients whose copies are alike are together; at least one reading.

    Apart are: each reader, where the link to opt out names them; blind copies, where the others'
    say something that is for readers only; and those with another format (OR-5).
    """
    found: dict[object, list[Receiver]] = {}
    plain = copy.kind == Kind.REDIRECT
    way = None if plain or settings.automatic else settings.opt_out
    for one in copy.envelope:
        apart = way is not None and way.names_reader and not one.role.blind
        key = (
            one.address if apart else "",
            way is not None and one.role.blind,
            None if plain else settings.format_of(one.address),
        )
        found.setdefault(key, []).append(one)
    return [Reading(tuple(some), some[0].address) for some in found.values()]


def copy_of(activity: Activity) -> Copy:
    """As it was written: the steps of that time are done."""
    kind = Kind(activity.kind)
    reply_to_name, reply_to = marks.reply_to(activity)
    outgoing = Outgoing(
        message_id=activity.message_id,
        date=activity.dated_at or activity.at,
        sender_name=activity.alias.name,
        sender=activity.sender_address,
        to=listed(activity.to),
        cc=listed(activity.cc),
        subject=activity.subject,
        text=activity.text,
        html=activity.html,
        in_reply_to=activity.in_reply_to,
        references=activity.references.split(),
        reply_to=reply_to,
        reply_to_name=reply_to_name,
        auto_submitted=marks.auto_submitted(activity),
        # The outbox asks for a whole batch at once whether there are any.
        files=files.of(activity.pk) if getattr(activity, "has_files", True) else (),
    )
    return Copy(outgoing, kind=kind, original=originals.bytes_of(activity))


def listed(addresses: str) -> list[str]:
    return [one.strip() for one in addresses.split(",") if one.strip()]
