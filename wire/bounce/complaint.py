"""Complaints of people who pressed "this is spam" (ARF, RFC 5965): no failure of delivery."""

from wire.bounce import addresses, fields
from wire.bounce.evidence import Evidence
from wire.bounce.fields import Group
from wire.bounce.values import FailedRecipient, Finding

# RFC 6591: reports of failed authentication use the same format, and nobody complained.
NOT_COMPLAINTS = frozenset({"auth-failure", "dmarc", "not-spam"})
RECIPIENT_FIELDS = ("original-rcpt-to", "removal-recipient", "x-removal-recipient")


def find(evidence: Evidence) -> Finding | None:
    """The complaint in a message, None where it has none.

    Recipients are those who complained, as far as the report or the returned To field tells.
    """
    groups = fields.groups("\n\n".join(evidence.feedback))
    fields_of = {key: value for group in reversed(groups) for key, value in group.items()}
    kind = fields_of.get("feedback-type", "").strip().lower()
    if not kind or kind in NOT_COMPLAINTS:
        return None
    return Finding(
        kind="complaint",
        rule="rfc5965",
        where=f"feedback-report part ({kind[:40]})",
        recipients=_recipients(fields_of, evidence),
        original_message_id=evidence.returned.message_id,
        envelope_id="",
    )


def _recipients(fields_of: Group, evidence: Evidence) -> tuple[FailedRecipient, ...]:
    named = [addresses.first(fields_of.get(key, "")) for key in RECIPIENT_FIELDS]
    known = [one for one in named if one] or evidence.returned.to
    return tuple(
        FailedRecipient(address, action="delivered", nature="delivered")
        for address in addresses.unique(known)
    )
