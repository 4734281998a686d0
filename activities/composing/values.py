"""What the steps of composing take and give: one copy of a mail, and the settings that hold for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from django.db import models

from attachments.outbound import Checked
from attachments.policy import Policy
from departments.composition import Envelope
from departments.masking.service import Patterns
from departments.models import Format
from departments.servers import Encoding
from wire.compose import Outgoing


class Kind(models.TextChoices):
    """What a mail is to the one it is about."""

    NEW = "new", "New mail"
    REPLY = "reply", "Reply"
    FORWARD = "forward", "Forwarded"
    REDIRECT = "redirect", "Redirected"


class Role(StrEnum):
    """Why somebody gets a copy; the names are those of `Recipient.Kind`."""

    TO = "to"
    CC = "cc"
    BCC = "bcc"
    LOG = "log"

    @property
    def blind(self) -> bool:
        return self not in (Role.TO, Role.CC)


@dataclass(frozen=True, slots=True)
class Receiver:
    """One address of the envelope."""

    address: str
    role: Role = Role.TO


@dataclass(frozen=True, slots=True)
class Note:
    """What one step did, in words for people: the “why” of a preview."""

    step: str
    words: str


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy on its way: the message and its envelope; ``sender`` is the envelope's, '' for none.

    original: the bytes of a redirected message, which stay as they are. checked: what the policy
    of the department says of the files.
    """

    outgoing: Outgoing
    envelope: tuple[Receiver, ...] = ()
    sender: str = ""
    kind: Kind = Kind.NEW
    original: bytes = b""
    checked: Checked | None = None
    notes: tuple[Note, ...] = ()

    def noted(self, step: str, words: str, *, outgoing: Outgoing | None = None) -> Self:
        """With what a step says of it, and the message that it made."""
        notes = (*self.notes, Note(step, words))
        return replace(self, notes=notes, outgoing=outgoing or self.outgoing)


@dataclass(frozen=True, slots=True)
class OptOut:
    """The words at the end of a mail; ``url`` is the link of this copy's reader.

    template: the administrator's own link with its placeholders; '' where the page is ours.
    """

    content: str
    link_text: str
    template: str = ""
    one_click: bool = False
    url: str = ""

    @property
    def names_reader(self) -> bool:
        """Whether each reader has a link of their own."""
        return not self.template or "{recipient}" in self.template


@dataclass(frozen=True, slots=True)
class Settings:
    """Those of the alias and its partition at this moment, and what is signed for this mail.

    own: the alias's addresses, in small letters. sender: which of them stands in From.
    mark: the signed interaction ID. return_path: the envelope's sender, signed where the mailbox
    takes that. original_sender: who sent the message that is redirected.
    policy: None where there is no file. opt_out: None in a copy that has none.
    reader: whom this copy is for, '' where it is for several or for nobody who reads.
    reader_formats: of people who have a format of their own, by address (OR-5).
    """

    alias: str
    name: str = ""
    own: frozenset[str] = frozenset()
    sender: str = ""
    send_mail_to: str = ""
    training: bool = False
    threading_mode: str = ""
    sub_addressing: bool = False
    tracking_id: bool = False
    tracked: bool = False
    mark: str = ""
    return_path: str = ""
    original_sender: str = ""
    automatic: bool = False
    patterns: Patterns = field(default_factory=Patterns)
    policy: Policy | None = None
    automatic_bcc: str = ""
    log_address: str = ""
    redirect_envelope: Envelope = Envelope.ALIAS
    format: Format = Format.TEXT
    reader_formats: Mapping[str, Format] = field(default_factory=dict)
    encoding: Encoding = Encoding.ENCODED
    charset: str = "utf-8"
    width: int | None = None
    opt_out: OptOut | None = None
    reader: str = ""

    def format_of(self, address: str) -> Format | None:
        """The person's own format, whatever the case of the letters; None where there is none."""
        found = self.reader_formats.get(address)
        return self.reader_formats.get(address.lower()) if found is None else found
