"""The acknowledgement of an alias: who gets one. Sending it is `activities.automatic`'s."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from activities import automatic, signing
from activities.automatic import Automatic
from activities.models import Activity
from activities.stages.values import Incoming
from aliases.finding import Rule
from aliases.models import Alias

log = structlog.get_logger(__name__)

# Old mail is filed without a word: after an outage, or when a mailbox is retrieved for the first time (P13).
FRESH = timedelta(days=1)


def acknowledge(alias: Alias, made: Sequence[tuple[Activity, Incoming]], now: datetime) -> None:
    """In the transaction that files the messages, so that each is acknowledged once or not at all."""
    if not alias.acknowledge:
        return
    own = automatic.own_addresses()
    for activity, incoming in made:
        why = why_not(alias, activity, incoming, now=now)
        if not why:
            why = automatic.send(_mail(alias, activity, incoming), alias, now=now, own=own)
        if why:
            log.info("A message is not acknowledged.", activity=activity.pk, why=why)


def why_not(alias: Alias, activity: Activity, incoming: Incoming, *, now: datetime) -> str:
    """The first reason against acknowledging a message, '' where there is none."""
    if activity.queue_id is None and activity.closed_at is not None:
        return "a workflow dropped it"
    if activity.threading_rule != Rule.NEW:
        return "it belongs to a case that was begun before"
    if incoming.verdict.is_exception:
        return "it is a delivery exception"
    if not fresh(activity.dated_at, now):
        return "it is old"
    if automatic.sent_to(incoming.thread.sender, now, alias=alias):
        return "its sender got one of late"
    return ""


def fresh(dated_at: datetime | None, now: datetime) -> bool:
    """Whether a message was written of late; one without a date was not, for all that is known."""
    return dated_at is not None and abs(now - dated_at) < FRESH


def _mail(alias: Alias, activity: Activity, incoming: Incoming) -> Automatic:
    subject = " ".join(signing.without_ids(activity.subject).split())[:800]
    return Automatic(
        to=incoming.thread.sender,
        # RFC 3834 section 3.1.5
        subject=f"Auto: {subject}",
        text=alias.acknowledge_text,
        answers=activity,
        facts=incoming.facts,
    )
