"""On which day a message came, told from its header: for servers that do not say so themselves."""

from datetime import date
from email.parser import BytesHeaderParser
from email.policy import compat32

from wire.parse import dates
from wire.parse.notes import Notes


def came_on(header: bytes) -> date | None:
    """The day of the topmost Received field (RFC 5321 section 4.4), else of Date; None without.

    As IMAP's SINCE does, it takes the day that stands there, whatever the time zone.
    """
    fields = BytesHeaderParser(policy=compat32).parsebytes(header)
    received = str(fields.get("Received", "")).rpartition(";")[2]
    for text in (received, str(fields.get("Date", ""))):
        if found := dates.read(text.encode("utf-8", "replace"), Notes()):
            return found.date()
    return None
