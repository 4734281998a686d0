"""The header of a message as received: every field decoded, and the block as it is."""

from dataclasses import dataclass

from activities.models import Activity
from activities.raw import RawMessage
from departments.masking.service import for_department
from wire.parse import Unparseable, header_block, parse_headers

SHOWN_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Header:
    """``fields`` are masked as the mail is; ``block`` is as received, for who may download it."""

    fields: tuple[tuple[str, str], ...]
    block: str


def of(activity: Activity, *, as_received: bool) -> Header | None:
    """None where no message as received is kept (any more)."""
    if activity.kept_raw is None:
        return None
    return _read(activity.kept_raw, activity.department_id, as_received=as_received)


def shown(raw: RawMessage, department_id: int, *, as_received: bool) -> str:
    """The header of a message that became no activity: masked, or as received."""
    found = _read(raw, department_id, as_received=as_received)
    return found.block or "\n".join(f"{name}: {value}" for name, value in found.fields)


def _read(raw: RawMessage, department_id: int, *, as_received: bool) -> Header:
    block = header_block(raw.content())
    patterns = for_department(department_id, "inbound")
    try:
        fields = parse_headers(block).headers
    except Unparseable:
        fields = ()
    masked = tuple((name, patterns.text(value)) for name, value in fields)
    text = block[:SHOWN_BYTES].decode("utf-8", "replace") if as_received else ""
    return Header(masked, text)
