"""Mail without its secrets: what is stored for reading, and what is sent (MA-1).

Addresses, identifiers and the content of attachments stay as they are, and so does the raw message.
"""

from collections.abc import Sequence
from dataclasses import replace

from attachments.screening import Screened
from attachments.values import Refused
from departments.masking.service import Patterns
from wire.compose import File
from wire.parse import Address, ParsedMessage, Part


def incoming(parsed: ParsedMessage, patterns: Patterns) -> ParsedMessage:
    """The message as it may be filed. Raises Refused where a stored pattern cannot be compiled."""
    if not patterns:
        return parsed
    return replace(
        parsed,
        subject=patterns.text(parsed.subject),
        text=patterns.text(parsed.text),
        html=patterns.html(parsed.html),
        from_=parsed.from_ and _address(parsed.from_, patterns),
        sender=parsed.sender and _address(parsed.sender, patterns),
        to=_addresses(parsed.to, patterns),
        cc=_addresses(parsed.cc, patterns),
        reply_to=_addresses(parsed.reply_to, patterns),
        parts=tuple(_part(one, patterns) for one in parsed.parts),
    )


def screened(found: Screened, patterns: Patterns) -> Screened:
    """What is written about refused parts."""
    return replace(found, refused=tuple(_refused(one, patterns) for one in found.refused))


def _refused(one: Refused, patterns: Patterns) -> Refused:
    names = tuple(patterns.text(name) for name in one.part.names)
    return replace(one, part=replace(one.part, names=names), why=patterns.text(one.why))


def files(some: Sequence[File], patterns: Patterns) -> tuple[File, ...]:
    """Outgoing files by their masked names."""
    return tuple(replace(one, name=patterns.text(one.name)) for one in some)


def _addresses(some: tuple[Address, ...], patterns: Patterns) -> tuple[Address, ...]:
    return tuple(_address(one, patterns) for one in some)


def _address(one: Address, patterns: Patterns) -> Address:
    return replace(one, name=patterns.text(one.name))


def _part(one: Part, patterns: Patterns) -> Part:
    return replace(one, filename=patterns.text(one.filename))
