"""The settings that hold for a mail at this moment, read from its alias and partition."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from activities.composing import originals
from activities.composing.values import OptOut, Settings
from activities.models import Activity
from activities.threads import marks
from aliases.models import Alias
from aliases.rules import split_addresses
from attachments.policy import policy_of
from contacts import formats
from departments.composition import Envelope
from departments.masking.service import for_department
from departments.models import Format
from departments.servers import Encoding


def settings_of(alias: Alias, now: datetime) -> Settings:
    """What does not depend on the mail; without a query where the alias came with its partition."""
    partition = alias.department.partition
    return Settings(
        alias=alias.address,
        name=alias.name,
        own=own_addresses(alias),
        send_mail_to=alias.redirected_to(now),
        threading_mode=alias.threading_mode,
        sub_addressing=alias.sub_addressing,
        tracking_id=partition.tracking_id,
        return_path=alias.envelope_sender,
        automatic_bcc=alias.automatic_bcc,
        log_address=partition.log_address,
        redirect_envelope=Envelope(partition.redirect_envelope),
        format=Format(partition.default_format),
        encoding=Encoding(alias.outgoing_encoding),
        charset=partition.outgoing_charset,
        width=partition.outgoing_width,
        opt_out=_opt_out(alias),
    )


def for_writing(alias: Alias, now: datetime, *, files: bool) -> Settings:
    """With what holds when a mail is written: masking, and where it has files their policy."""
    return replace(
        settings_of(alias, now),
        training=alias.department.partition.trains(now),
        patterns=for_department(alias.department_id, "outbound"),
        policy=policy_of(alias.department_id) if files else None,
    )


def for_readers(alias: Alias, now: datetime, readers: Collection[str]) -> Settings:
    """What holds for any mail to these addresses: asked once, however many mails there are."""
    chosen = formats.of(alias.department, readers)
    return replace(settings_of(alias, now), reader_formats=chosen)


def for_sending(activity: Activity, common: Settings) -> Settings:
    """With what is signed for this activity: the same at every attempt."""
    return replace(
        common,
        sender=activity.sender_address,
        automatic=activity.automatic,
        return_path=marks.return_address(activity, activity.alias),
        original_sender=originals.sender_of(activity),
    )


def own_addresses(alias: Alias) -> frozenset[str]:
    """The addresses that the alias answers for: its own first, and its redirections."""
    listed = (alias.address.lower(), alias.outgoing_address.lower())
    return frozenset({*listed, *split_addresses(alias.redirections)} - {""})


def _opt_out(alias: Alias) -> OptOut | None:
    if not alias.opt_out:
        return None
    return OptOut(
        alias.opt_out_content,
        alias.opt_out_link_text,
        "" if alias.opt_out_page else alias.opt_out_url,
        alias.opt_out_one_click,
    )
