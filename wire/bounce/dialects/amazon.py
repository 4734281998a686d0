"""Amazon SES: notifications as JSON in the text of a mail from SNS."""

import json
import re
from typing import Any

from wire.bounce import recipients
from wire.bounce.evidence import Evidence
from wire.bounce.values import FailedRecipient

TOPIC = re.compile(r'"(?:notification|event)Type"\s*:\s*"Bounce"')
SENDER = "sns.amazonaws.com"


def find(evidence: Evidence) -> tuple[FailedRecipient, ...] | None:
    """Recipients of a notification of the type Bounce; other types are no failure."""
    if not evidence.sender.endswith(SENDER) or not TOPIC.search(evidence.notice):
        return None
    bounce = _object(evidence.notice).get("bounce")
    listed = bounce.get("bouncedRecipients") if isinstance(bounce, dict) else None
    return recipients.distinct(
        _recipient(one)
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict)
    )


def _recipient(one: dict[str, Any]) -> FailedRecipient:
    return recipients.recipient(
        str(one.get("emailAddress", "")),
        str(one.get("diagnosticCode", "")),
        reported=str(one.get("status", "")),
    )


def _object(text: str) -> dict[str, Any]:
    """The JSON object the text begins with, {} where it is damaged."""
    try:
        found, _ = json.JSONDecoder().raw_decode(text[text.index("{") :].replace("\n", " "))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
