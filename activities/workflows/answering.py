"""The acknowledgement that a workflow asks for; whether one is sent at all, the loop rules say (DE-6)."""

from datetime import datetime

from activities import acknowledging, automatic, signing
from activities.automatic import Automatic
from activities.models import Activity
from activities.stages.values import Incoming
from activities.workflows import languages, variables
from activities.workflows.facts import facts_of
from activities.workflows.stored import AcknowledgementText
from activities.workflows.values import Decision
from aliases.models import Alias

# RFC 5322 section 2.1.1 leaves room for the name of the field and for encoding.
LONGEST_SUBJECT = 800


def answer(
    alias: Alias, activity: Activity, incoming: Incoming, decision: Decision, *, now: datetime
) -> list[str]:
    """Sends it, in the caller's transaction; returns why not, in words for people."""
    if not decision.acknowledgement:
        return []
    why = acknowledging.why_not(alias, activity, incoming, now=now)
    text = None if why else _text(activity, incoming, decision.acknowledgement)
    if not why and text is None:
        why = f"the text “{decision.acknowledgement}” is not there any more"
    if not why and text is not None:
        why = automatic.send(_mail(text, alias, activity, incoming), alias, now=now)
    return [f"Not acknowledged: {why}."] if why else []


def _text(activity: Activity, incoming: Incoming, name: str) -> AcknowledgementText | None:
    rows = AcknowledgementText.objects.filter(department=activity.department_id, name=name)
    there = {one.language: one for one in rows}
    return there.get(languages.chosen(there, facts_of(incoming, 0).headers))


def _mail(
    text: AcknowledgementText, alias: Alias, activity: Activity, incoming: Incoming
) -> Automatic:
    sender = incoming.parsed.from_ or incoming.parsed.sender
    values = {
        "case": str(activity.case_id),
        "subject": signing.without_ids(activity.subject),
        "name": (sender.name or sender.email) if sender else "",
        "address": sender.email if sender else "",
        "alias": alias.name,
        "date": f"{activity.at:%Y-%m-%d}",
    }
    subject = " ".join(variables.filled(text.subject, values).split())
    return Automatic(
        to=incoming.thread.sender,
        subject=subject[:LONGEST_SUBJECT],
        text=variables.filled(text.text, values),
        answers=activity,
        facts=incoming.facts,
    )
