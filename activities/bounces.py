"""A report is filed: what it says of each recipient, the mail of ours it is about, dead addresses.

What was sent becomes delivered or bounced by it.
In the transaction that files the activity. It judges nothing.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from activities.models import Activity, Direction, Recipient, RecipientState, Report
from activities.stages.values import Incoming
from activities.threads.values import person
from departments.visibility import visible
from exceptions.judging import Verdict
from exceptions.suppressing import suppress
from wire.bounce import FailedRecipient

# Only what a server took can have come back.
REALLY_SENT = (
    RecipientState.SENT,
    RecipientState.UNCERTAIN,
    RecipientState.DELIVERED,
    RecipientState.BOUNCED,
)
# What a report makes of a recipient, and from which states. That it arrived somewhere on the way
# proves nothing any more once it came back; a report that comes twice, or late, changes nothing.
ARRIVED = (RecipientState.SENT, RecipientState.UNCERTAIN)
CAME_BACK = (*ARRIVED, RecipientState.DELIVERED)


def columns(verdict: Verdict) -> dict[str, object]:
    """What the activity itself keeps of the verdict."""
    if verdict.kind == "ordinary":
        return {}
    return {
        "exception": verdict.kind,
        "exception_rule": verdict.rule[:200],
        "exception_where": verdict.where[:300],
    }


def record(made: Sequence[tuple[Activity, Incoming]]) -> None:
    """Writes the reports of a batch, and lists the addresses that are proved dead (DE-7)."""
    told = [(one, incoming.verdict) for one, incoming in made if incoming.verdict.recipients]
    if not told:
        return
    about = {one.pk: _mail(one) for one, _ in told}
    rows = [
        _row(one, said, about[one.pk], alone=len(verdict.recipients) == 1)
        for one, verdict in told
        for said in verdict.recipients
    ]
    Report.objects.bulk_create(rows)
    _settle(rows)
    for row in rows:
        if row.nature == "hard" and row.recipient and row.about:
            _suppress(row, row.recipient, row.about)


def _settle(rows: Sequence[Report]) -> None:
    """Sent becomes delivered or bounced; a report that it is delayed settles nothing."""
    for said, state, before in (
        (("delivered", "relayed"), RecipientState.DELIVERED, ARRIVED),
        (("failed",), RecipientState.BOUNCED, CAME_BACK),
    ):
        named = [row.recipient_id for row in rows if row.action in said and row.recipient_id]
        Recipient.objects.filter(pk__in=named, state__in=before).update(
            state=state, next_try_at=None
        )


def _mail(report: Activity) -> Activity | None:
    """The mail of ours that threading found for the report."""
    found = report.answers
    return found if found is not None and found.direction == Direction.OUTBOUND else None


def _row(
    activity: Activity, said: FailedRecipient, about: Activity | None, *, alone: bool
) -> Report:
    return Report(
        activity=activity,
        address=said.address[:320],
        action=said.action,
        status=said.status[:20],
        nature=said.nature,
        diagnostic=said.diagnostic,
        permanent=said.permanent,
        about=about,
        recipient=_recipient(about, said.address, alone=alone) if about else None,
    )


def _recipient(about: Activity, address: str, *, alone: bool) -> Recipient | None:
    """Whom we wrote to; the only recipient also where the report names where it was forwarded to."""
    everybody = list(about.recipients.all())
    same = [one for one in everybody if person(one.address) == person(address)]
    if same:
        return same[0]
    return everybody[0] if alone and len(everybody) == 1 else None


def _suppress(row: Report, recipient: Recipient, about: Activity) -> None:
    """Not where another address died than the one we wrote to, nor where we never sent."""
    if recipient.state not in REALLY_SENT or person(recipient.address) != person(row.address):
        return
    words = " ".join(filter(None, (row.status, row.diagnostic))) or "A report says it is unknown."
    suppress(
        about.department_id,
        recipient.address,
        reason=words[:500],
        sample=row.activity,
        now=row.activity.at,
    )


def shown(mail: Activity, user: Any, recipient: Recipient | None = None) -> QuerySet[Report]:
    """What came back of a mail, or of one recipient of it, in reports that the person may see."""
    rows = Report.objects.filter(about=mail).select_related("activity", "recipient")
    if recipient is not None:
        rows = rows.filter(recipient=recipient)
    return visible(rows, user, "activity__department")
