"""What reading a message gives: frozen values that hold no reference to the raw bytes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of an address field: decoded name, and address or '' where none was found.

    The local part is as typed, the domain in lower case.
    """

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of the MIME tree, or an attached message (its leaves follow with longer paths).

    path: numbered as IMAP does (RFC 3501 section 6.4.5), e.g. '1.2'.
    filename: decoded from RFC 2231 and RFC 2047 forms, '' when nameless; not safe as a path.
    size: bytes after decoding. body: True where the part is text of the message itself.
    inside: True for what is no part of its own but was found in a text (uuencode, yEnc) or in a
    TNEF stream (winmail.dat); its path goes on from that of the part it is in.
    """

    path: str
    content_type: str
    charset: str
    filename: str
    disposition: str
    content_id: str
    size: int
    body: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A message as people and rules see it. Nothing in it is safe HTML.

    date: aware, or None where missing or impossible. message_id, in_reply_to, references:
    without angle brackets; references keep the first and the last (RFC 5322 section 3.6.4).
    text: always there, line ends are newlines. html: the first HTML body, not sanitised.
    headers: decoded, in order. notes: what was guessed or repaired, in plain words.
    No string holds NUL or other C0 controls but tab and newline, nor lone surrogates.
    """

    subject: str
    from_: Address | None
    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    date: datetime | None
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    text: str
    html: str
    parts: tuple[Part, ...]
    headers: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]

    @property
    def attachments(self) -> tuple[Part, ...]:
        """The parts that are not text of the message itself."""
        return tuple(part for part in self.parts if not part.body)
