"""A message that goes on as it came (RFC 5322 section 3.6.6): fields are put before it, none changed."""

import re
from email.utils import format_datetime

from wire import references
from wire.compose import Outgoing, field
from wire.words import mailbox_field

_LINE_END = re.compile(rb"\r\n|\r|\n")
# RFC 5321 section 4.4: who sends a message leaves out what the last server put on it.
_RETURN_PATH = re.compile(rb"\AReturn-Path:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*", re.IGNORECASE)
_NOBODY = re.compile(rb"\AReturn-Path:[ \t]*<[ \t]*>", re.IGNORECASE)


def resent(original: bytes, outgoing: Outgoing) -> bytes:
    """The message with CRLF line ends behind the Resent fields; ``outgoing`` says by and to whom.

    Raises UnsafeText where a value has a line end or another control character.
    """
    sender = [(outgoing.sender_name, outgoing.sender)]
    fields = [
        field("Resent-Date", format_datetime(outgoing.date)),
        references.field("Resent-Message-ID", [outgoing.message_id]),
        mailbox_field("Resent-From", sender, outgoing.charset),
    ]
    for name, listed in (("Resent-To", outgoing.to), ("Resent-Cc", outgoing.cc)):
        if listed:
            fields.append(mailbox_field(name, [("", one) for one in listed]))
    return b"".join(fields) + _RETURN_PATH.sub(b"", _LINE_END.sub(b"\r\n", original))


def came_from_nobody(original: bytes) -> bool:
    """Whether its envelope had no sender, as reports and automatic answers have none."""
    return bool(_NOBODY.match(original))
