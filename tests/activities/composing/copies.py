"""Copies and settings for the tests of single steps."""

from dataclasses import replace
from datetime import UTC, datetime

from activities.composing.values import Copy, Receiver, Settings
from wire.compose import Outgoing

SUPPORT = "support@lab.test"
ANNA = "anna@lab.test"
MARK = "5skabcdefghjkmnpqrstuvwx2345"
RETURN = f"support+{MARK}@lab.test"


def written(**fields) -> Outgoing:
    values = {
        "message_id": "1@lab.test",
        "date": datetime(2026, 11, 21, 12, tzinfo=UTC),
        "sender_name": "Support",
        "sender": SUPPORT,
        "to": (ANNA,),
        "subject": "Your parcel",
        "text": "It comes tomorrow.\n",
    }
    return Outgoing(**values | fields)


def copy(*receivers: Receiver, **fields) -> Copy:
    own = {name: fields.pop(name) for name in ("kind", "original") if name in fields}
    return Copy(written(**fields), receivers or (Receiver(ANNA),), **own)


def settings(**fields) -> Settings:
    base = Settings(
        alias=SUPPORT,
        name="Support",
        own=frozenset({SUPPORT}),
        mark=MARK,
        return_path=RETURN,
        original_sender="chris@customers.test",
    )
    return replace(base, **fields)


def words(one: Copy) -> dict[str, str]:
    return {note.step: note.words for note in one.notes}
