"""What judging a message by evidence gives: frozen values, nothing of the raw bytes."""

from dataclasses import dataclass
from typing import Literal

Action = Literal["failed", "delayed", "delivered", "relayed", "expanded"]
Nature = Literal["hard", "soft", "policy", "delayed", "delivered"]
Kind = Literal["failure", "delayed", "delivered", "complaint", "receipt", "auto_reply"]
GRAVEST_FIRST: tuple[Nature, ...] = ("hard", "policy", "soft", "delayed", "delivered")


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """What a report says of one recipient (RFC 3464 section 2.3).

    action: as the report says, 'failed' where it says nothing.
    status: enhanced code (RFC 3463) such as '5.1.1', '' where none is known.
    diagnostic: what the server said, on one line, at most 500 characters.
    nature: hard (the address is dead), soft (it may work later), policy (refused for what the
    message or its sender is; the address may be alive), delayed (still tried), delivered.
    """

    address: str
    action: Action = "failed"
    status: str = ""
    diagnostic: str = ""
    nature: Nature = "hard"

    @property
    def permanent(self) -> bool | None:
        """True: sending again is in vain. False: it may work later. None: it did not fail."""
        if self.nature == "delivered":
            return None
        return self.nature in ("hard", "policy")


@dataclass(frozen=True, slots=True)
class Finding:
    """What the evidence in one message proves.

    kind: failure (at least one recipient failed), delayed (still tried, none failed),
    delivered (a report of success), complaint (RFC 5965), receipt (RFC 8098), auto_reply.
    rule: name of the rule that decided. where: where it looked, in plain words.
    recipients: all the report names, also those that did not fail; may be empty.
    nature: the gravest of theirs, or what the text says where it names nobody.
    original_message_id: of the message this is about, without angle brackets, '' if unknown.
    envelope_id: as given when that message was sent (RFC 3461 section 4.4), '' if unknown.
    """

    kind: Kind
    rule: str
    where: str
    recipients: tuple[FailedRecipient, ...] = ()
    nature: Nature = "delivered"
    original_message_id: str = ""
    envelope_id: str = ""
