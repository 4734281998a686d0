"""From values to the bytes of a message (RFC 5322, 2045-2047), safe against header injection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, make_msgid
from functools import partial
from hashlib import sha256

from wire import references
from wire.bodies import body
from wire.enclosed import File, enclose
from wire.endpoints import plain_text
from wire.errors import UnsafeText
from wire.words import mailbox_field, text_field

__all__ = ["File", "Outgoing", "compose", "field", "new_message_id"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent. Identifiers are without angle brackets; ``date`` is aware.

    With ``html`` it has two forms, of which ``text`` is the plain one. ``fields`` are further
    header fields, by name; they are not folded and not encoded.
    auto_submitted: the keyword of RFC 3834 section 5 for what no person sends, else ''.
    charset: of the texts and of encoded words; what does not fit is in UTF-8.
    """

    message_id: str
    date: datetime
    sender_name: str
    sender: str
    to: Sequence[str]
    subject: str
    text: str
    cc: Sequence[str] = ()
    in_reply_to: str = ""
    references: Sequence[str] = ()
    reply_to: str = ""
    reply_to_name: str = ""
    html: str = ""
    fields: Sequence[tuple[str, str]] = ()
    encoded: bool = True
    auto_submitted: str = ""
    charset: str = "utf-8"
    files: Sequence[File] = ()


def new_message_id(address: str) -> str:
    """A new identifier at the domain of ``address``, without angle brackets."""
    domain = address.rpartition("@")[2] or "localhost"
    return make_msgid(domain=domain.encode("idna").decode("ascii"))[1:-1]


def compose(outgoing: Outgoing) -> bytes:
    """The message as it goes over the wire, with CRLF line ends; the same bytes for the same values.

    Raises UnsafeText where a value for the header has a line end or another control character.
    """
    message = b"".join((*_header(outgoing), b"MIME-Version: 1.0\r\n", _content(outgoing)))
    return enclose(message, outgoing.files, outgoing.message_id)


def _header(outgoing: Outgoing) -> list[bytes]:
    charset = outgoing.charset
    fields = [
        *_identification(outgoing),
        *(field(name, value) for name, value in outgoing.fields),
        mailbox_field("From", [(outgoing.sender_name, outgoing.sender)], charset),
    ]
    if outgoing.reply_to:
        answers = [(outgoing.reply_to_name, outgoing.reply_to)]
        fields.append(mailbox_field("Reply-To", answers, charset))
    for name, listed in (("To", outgoing.to), ("Cc", outgoing.cc)):
        if listed:
            fields.append(mailbox_field(name, [("", one) for one in listed]))
    fields.append(text_field("Subject", outgoing.subject, charset))
    fields.append(field("Date", format_datetime(outgoing.date)))
    if outgoing.auto_submitted:
        fields.append(field("Auto-Submitted", outgoing.auto_submitted))
        # Exchange and Outlook then answer with nothing automatic ([MS-OXCMAIL] 2.1.3.2.10).
        fields.append(field("X-Auto-Response-Suppress", "All"))
    return fields


def _content(outgoing: Outgoing) -> bytes:
    """The text, or text and HTML beside each other (RFC 2046 section 5.1.4)."""
    text_part = partial(body, charset=outgoing.charset, encoded=outgoing.encoded)
    plain = text_part(outgoing.text, "plain").part()
    if not outgoing.html:
        return plain
    html = text_part(outgoing.html, "html").part()
    boundary = f"={sha256(outgoing.message_id.encode()).hexdigest()[:32]}"
    mark = f"\r\n--{boundary}".encode("ascii")
    head = f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    return b"".join((head, mark[2:], b"\r\n", plain, mark, b"\r\n", html, mark, b"--\r\n"))


def field(name: str, value: str) -> bytes:
    """One field on one line. Raises UnsafeText for what would need more, or is not ASCII."""
    line = f"{name}: {plain_text(value, name)}"
    if not line.isascii() or len(line) > references.LINE:
        raise UnsafeText(f"The field {name} is too long, or has letters beyond ASCII.")
    return f"{line}\r\n".encode("ascii")


def _identification(outgoing: Outgoing) -> tuple[bytes, ...]:
    """Message-ID, In-Reply-To and References, never folded and never encoded words."""
    parents = [outgoing.in_reply_to] if outgoing.in_reply_to else []
    return (
        references.field("Message-ID", [outgoing.message_id]),
        references.field("In-Reply-To", parents),
        references.field("References", outgoing.references),
    )
