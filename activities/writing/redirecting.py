"""Whether a message may go to other people as it came: its bytes pass no mask and no rule again."""

from activities.composing import originals
from activities.models import Activity
from departments.masking.service import for_department
from wire.parse import ParsedMessage, Unparseable, parse

INSTEAD = "Forward it instead."


def why_not(activity: Activity) -> str:
    """In words for people; '' where it may."""
    try:
        parsed = parse(originals.of(activity))
    except originals.NotRedirected as refused:
        return str(refused)
    except Unparseable as error:
        return f"It cannot be read: {error} {INSTEAD}"
    if _masked(activity.department_id, parsed):
        return f"A masking pattern covers a part of it, and would not in a redirect. {INSTEAD}"
    return ""


def _masked(department_id: int, parsed: ParsedMessage) -> bool:
    """In either direction: who may not read it does not redirect it to themselves."""
    text = f"{parsed.subject}\n{parsed.text}"
    for direction in ("inbound", "outbound"):
        patterns = for_department(department_id, direction)
        if patterns.text(text) != text or patterns.html(parsed.html) != parsed.html:
            return True
    return False
