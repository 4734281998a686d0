"""Messages that are attached as files, and TNEF envelopes under another name (winmail.dat)."""

from collections.abc import Iterator

from attachments.bounds import UNPACKED, Budget
from attachments.errors import TooMuch
from attachments.kinds import BY_NAME
from attachments.openers.opened import Opened
from attachments.values import Item
from wire.parse import Contents, Unparseable

# The parser knows an envelope by its declared type.
ENVELOPE = b"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: binary\r\n\r\n"


def open_message(item: Item, budget: Budget) -> Opened:
    return Opened((BY_NAME["message"],), _members(item, b"", budget))


def open_tnef(item: Item, budget: Budget) -> Opened:
    return Opened((BY_NAME["tnef"],), _members(item, ENVELOPE, budget))


def _members(item: Item, before: bytes, budget: Budget) -> Iterator[Item]:
    if len(item.content) > UNPACKED:
        raise TooMuch("It is a message that is too large to be looked through.")
    budget.spend(len(item.content))
    try:
        yield from _parts(item, Contents(before + bytes(item.content)), bool(before), budget=budget)
    except Unparseable as error:
        raise TooMuch(f"It is a message that cannot be read: {error.reason}") from error


def _parts(item: Item, contents: Contents, is_envelope: bool, *, budget: Budget) -> Iterator[Item]:
    for part in contents.parts():
        names = contents.names(part.path)
        is_text = part.content_type in ("text/plain", "text/html") and not names
        if is_envelope and part.path == "1":
            continue
        if is_text and not part.inside and part.disposition != "attachment":
            continue
        budget.member()
        data = b"" if part.content_type.startswith("message/") else contents.read(part.path)
        budget.spend(len(data))
        if budget.unpacked < -UNPACKED:
            raise TooMuch("It is a message that holds too much to be looked through.")
        yield Item(names, part.content_type, data, (*item.inside, item.name))
