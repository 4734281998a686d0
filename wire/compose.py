"""From values to the bytes of a message (RFC 5322, 2045-2047), safe against header injection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from hashlib import sha256

from wire import references
from wire.enclosed import File, enclose
from wire.endpoints import plain_text

__all__ = ["File", "Outgoing", "compose", "new_message_id"]

# Bodies as 7 bit, so that no server has to offer 8BITMIME; or as they are, where that is wanted.
POLICY = SMTP.clone(cte_type="7bit")
UNENCODED = SMTP.clone(cte_type="8bit")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent. Identifiers are without angle brackets; ``date`` is aware.

    With ``html`` it has two forms, of which ``text`` is the plain one. ``fields`` are further
    header fields, by name; they are not folded and not encoded.
    auto_submitted: the keyword of RFC 3834 section 5 for what no person sends, else ''.
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
    files: Sequence[File] = ()


def new_message_id(address: str) -> str:
    """A new identifier at the domain of ``address``, without angle brackets."""
    domain = address.rpartition("@")[2] or "localhost"
    return make_msgid(domain=domain.encode("idna").decode("ascii"))[1:-1]


def compose(outgoing: Outgoing) -> bytes:
    """The message as it goes over the wire, with CRLF line ends.

    Raises UnsafeText where a value for the header has a line end or another control character.
    """
    message = EmailMessage(policy=POLICY if outgoing.encoded else UNENCODED)
    message["From"] = Address(
        plain_text(outgoing.sender_name, "sender's name"), addr_spec=_safe(outgoing.sender)
    )
    if outgoing.reply_to:
        name = plain_text(outgoing.reply_to_name, "name in Reply-To")
        message["Reply-To"] = Address(name, addr_spec=_safe(outgoing.reply_to))
    message["To"] = ", ".join(map(_safe, outgoing.to))
    if outgoing.cc:
        message["Cc"] = ", ".join(map(_safe, outgoing.cc))
    message["Subject"] = plain_text(outgoing.subject, "subject")
    message["Date"] = format_datetime(outgoing.date)
    if outgoing.auto_submitted:
        message["Auto-Submitted"] = plain_text(outgoing.auto_submitted, "Auto-Submitted")
        # Exchange and Outlook then answer with nothing automatic ([MS-OXCMAIL] 2.1.3.2.10).
        message["X-Auto-Response-Suppress"] = "All"
    cte = None if outgoing.encoded else "8bit"
    message.set_content(_unix_lines(outgoing.text), subtype="plain", charset="utf-8", cte=cte)
    if outgoing.html:
        html = _unix_lines(outgoing.html)
        message.add_alternative(html, subtype="html", charset="utf-8", cte=cte)
        # The same bytes at every attempt.
        message.set_boundary(f"={sha256(outgoing.message_id.encode()).hexdigest()[:32]}")
    further = b"".join(_field(name, value) for name, value in outgoing.fields)
    return (
        _identification(outgoing)
        + further
        + enclose(message.as_bytes(), outgoing.files, outgoing.message_id)
    )


def _field(name: str, value: str) -> bytes:
    return f"{name}: {plain_text(value, name)}\r\n".encode("ascii")


def _safe(address: str) -> str:
    return plain_text(address, "address")


def _unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def _identification(outgoing: Outgoing) -> bytes:
    """Message-ID, In-Reply-To and References, never folded.

    The email package would turn long ones into encoded words, which other programs cannot read.
    """
    parents = [outgoing.in_reply_to] if outgoing.in_reply_to else []
    return (
        references.field("Message-ID", [outgoing.message_id])
        + references.field("In-Reply-To", parents)
        + references.field("References", outgoing.references)
    )
