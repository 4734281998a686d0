"""Receipts that a message was displayed, deleted or processed (MDN, RFC 8098): no failure."""

from wire.bounce import addresses, fields
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient, Finding


def find(evidence: Evidence) -> Finding | None:
    """The receipt in a message, None where it has none."""
    groups = fields.groups("\n\n".join(evidence.disposition))
    group = next((one for one in groups if "disposition" in one), None)
    if group is None:
        return None
    address = addresses.first(
        group.get("original-recipient", "") or group.get("final-recipient", "").rpartition(";")[2]
    )
    recipient = FailedRecipient(
        address,
        action="delivered",
        diagnostic=group["disposition"][:500],
        nature="delivered",
    )
    return Finding(
        kind="receipt",
        rule="rfc8098",
        where="disposition-notification part",
        recipients=(recipient,) if address else (),
        original_message_id=group.get("original-message-id", "").strip("<> ")
        or evidence.returned.message_id,
        envelope_id="",
    )
