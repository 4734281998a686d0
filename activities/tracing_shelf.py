"""Messages that never became an activity, for the trace: their header is read when somebody asks."""

from collections.abc import Iterator
from dataclasses import dataclass

from activities.raw import RawMessage, RawMessageQuerySet, RawState
from departments.masking.service import for_department
from wire.parse import ParsedMessage, Unparseable, header_block, parse_headers

# So many of the newest are looked through: the shelf is emptied by people.
NEWEST = 500
UNFILED = (
    RawState.FAILED,
    RawState.OVERSIZE,
    RawState.REFUSED,
    RawState.HELD,
    RawState.DISCARDED,
)


@dataclass(frozen=True, slots=True)
class Shelved:
    """``words`` say what its header says of it, as far as that can be read."""

    raw: RawMessage
    words: str


def found(seen: RawMessageQuerySet, text: str) -> list[Shelved]:
    """Of the messages that may be ``seen`` those whose header has this Message-ID, address or subject."""
    wanted = text.strip().strip("<>").casefold()
    if not wanted:
        return []
    newest = seen.filter(state__in=UNFILED).select_related("alias").order_by("-received_at")
    return list(_matching(newest[:NEWEST], wanted))


def _matching(messages: RawMessageQuerySet, wanted: str) -> Iterator[Shelved]:
    for raw in messages:
        try:
            header = parse_headers(header_block(raw.content()))
        except Unparseable:
            continue
        if _is_meant(header, wanted):
            sender = header.from_.email if header.from_ else "nobody"
            masks = for_department(raw.alias.department_id, "inbound")
            subject = masks.text(header.subject) or "(no subject)"
            yield Shelved(raw, f"{subject}, from {sender}")


def _is_meant(header: ParsedMessage, wanted: str) -> bool:
    people = [*header.to, *header.cc, *filter(None, (header.from_, header.sender))]
    exact = [header.message_id, *(one.email for one in people)]
    return wanted in [one.casefold() for one in exact] or wanted in header.subject.casefold()
