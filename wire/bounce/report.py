"""Delivery status notifications (RFC 3464, RFC 6533), each recipient with its own result."""

import re

from wire.bounce import addresses, blocks, fields, recipients, status
from wire.bounce.evidence import Evidence
from wire.bounce.fields import Group
from wire.bounce.values import GRAVEST_FIRST, FailedRecipient, Finding, Kind, Nature

ABOUT_RECIPIENT = ("final-recipient", "original-recipient", "x-actual-recipient")
# A report whose parts were lost on the way still shows its fields in the text.
IN_TEXT = re.compile(r"^(?:final|original)-recipient:[^\n]{0,200}@", re.IGNORECASE | re.MULTILINE)
# Judging words takes time; of many recipients, less is read of each.
FEW = 50
MAX_NOTICE = 4000
MAX_SAID = 1200
MAX_SAID_OF_MANY = 120
VALUE = re.compile(r"^[ \t]*(?:[\w-]{1,40}[ \t]*;)?[ \t]*(.*)$", re.DOTALL)


def find(evidence: Evidence) -> Finding | None:
    """The report in a message, None where it has none or one that names nobody and nothing."""
    if evidence.status:
        return _finding("\n\n".join(evidence.status), evidence, where="delivery-status part")
    return None


def find_in_text(evidence: Evidence) -> Finding | None:
    """A report whose fields stand in the text, as some gateways flatten it."""
    start = IN_TEXT.search(evidence.notice)
    if not start:
        return None
    return _finding(evidence.notice[start.start() :], evidence, where="report fields in the text")


def nature_of(found: tuple[FailedRecipient, ...]) -> Nature:
    """The gravest of all recipients."""
    natures = {one.nature for one in found}
    return next((nature for nature in GRAVEST_FIRST if nature in natures), "delivered")


def kind_of(nature: Nature) -> Kind:
    """What the gravest result makes of a whole report: one failure makes it a failure."""
    return nature if nature in ("delayed", "delivered") else "failure"


def _finding(text: str, evidence: Evidence, *, where: str) -> Finding | None:
    groups = fields.groups(text)
    about = [group for group in groups if _is_recipient(group)]
    if not about:
        return None
    room = MAX_SAID if len(about) <= FEW else MAX_SAID_OF_MANY
    found = recipients.distinct(_recipient(group, evidence, room) for group in about)
    return Finding(
        kind=kind_of(nature_of(found)),
        rule="rfc3464",
        where=where,
        recipients=tuple(one for one in found if one.address),
        nature=nature_of(found),
        original_message_id=evidence.returned.message_id,
        envelope_id=_first(groups, "original-envelope-id"),
    )


def _is_recipient(group: Group) -> bool:
    return any(key in group for key in (*ABOUT_RECIPIENT, "action", "status"))


def _recipient(group: Group, evidence: Evidence, room: int) -> FailedRecipient:
    diagnostic = VALUE.sub(r"\1", group.get("diagnostic-code", ""))
    address = _address(group)
    said = (
        diagnostic
        or _comment(group.get("status", ""))
        or blocks.about(address, evidence.notice[:MAX_NOTICE])
    )
    return recipients.recipient(
        address,
        (said if _action_failed(group) else diagnostic)[:room],
        reported=group.get("status", ""),
        action=status.action_of(group.get("action", "failed")),
    )


def _action_failed(group: Group) -> bool:
    return status.action_of(group.get("action", "failed")) == "failed"


def _address(group: Group) -> str:
    """The address we wrote to where the report says it, else the one it became."""
    for key in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = VALUE.sub(r"\1", group.get(key, ""))
        if found := addresses.first(_without_xtext(value)):
            return found
    return ""


def _without_xtext(value: str) -> str:
    """RFC 3461 section 4: `+2B` stands for a plus sign, `+3D` for an equals sign."""
    return re.sub(r"\+(2B|3D)", lambda code: chr(int(code[1], 16)), value)


def _comment(value: str) -> str:
    found = re.search(r"\(([^()]{3,200})\)", value)
    return found[1] if found else ""


def _first(groups: list[Group], key: str) -> str:
    value = next((group[key] for group in groups if group.get(key)), "")
    # RFC 3461 section 4.4: at most 100 characters.
    return _without_xtext(value.strip())[:100]
