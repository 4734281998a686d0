"""Stored messages become activities, in the cases that threading finds, with what follows from it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activities import acknowledging, bounces, holding, masked, persons
from activities.cases import statuses
from activities.cases.values import Status
from activities.hooks import telling
from activities.models import Activity, Attachment, Direction
from activities.queues import placing as queues
from activities.raw import RawMessage, RawState
from activities.stages.values import Incoming
from activities.threads import placing
from activities.threads.reading import facts_of
from activities.workflows import applying
from aliases.finding import Rule
from aliases.models import Alias
from attachments.models import BlockedAttachment
from departments import bulk
from departments.masking.service import Patterns, for_department
from wire.parse import Address, ParsedMessage

Made = Sequence[tuple[Activity, Incoming]]


def file(alias: Alias, read: Sequence[tuple[RawMessage, Incoming]]) -> None:
    """Makes an activity out of each stored message, in the case that threading finds; all or none.

    Those that another worker has filed meanwhile are left alone, and those that a breaker holds.
    """
    patterns = for_department(alias.department_id, "inbound")
    read = [(raw, covered(incoming, patterns)) for raw, incoming in read]
    with transaction.atomic():
        stored = RawMessage.objects.to_process().filter(pk__in=[raw.pk for raw, _ in read])
        mine = set(stored.select_for_update().values_list("pk", flat=True))
        pairs = holding.passed(alias, [pair for pair in read if pair[0].pk in mine])
        now = timezone.now()
        writers = persons.recognise(alias, [incoming for _, incoming in pairs], now)
        facts = [(incoming.thread, raw.received_at) for raw, incoming in pairs]
        places = placing.place(alias, facts, begun=writers.begun)
        blank = Activity(alias=alias, direction=Direction.INBOUND, at=now)
        activities = [
            bulk.like(
                blank,
                department_id=where.case.department_id,
                person=person,
                raw=raw,
                at=raw.received_at,
                **where.columns(),
                **bounces.columns(incoming.verdict),
                **_for_reading(incoming.parsed),
            )
            for where, person, (raw, incoming) in zip(places, writers.people, pairs, strict=True)
        ]
        queues.place(activities)
        bulk.insert(activities)
        placing.finish(places, activities)
        writers.finish(activities)
        made = [(one, incoming) for one, (_, incoming) in zip(activities, pairs, strict=True)]
        for step in STEPS:
            step(alias, made, now)
        stored.filter(pk__in=[raw.pk for raw, _ in pairs]).update(state=RawState.FILED, reason="")


def covered(incoming: Incoming, patterns: Patterns) -> Incoming:
    """The message as it is stored for reading, also what threading keeps of it (MA-1)."""
    if not patterns:
        return incoming
    parsed = masked.incoming(incoming.parsed, patterns)
    return replace(
        incoming,
        parsed=parsed,
        thread=facts_of(parsed, incoming.thread.report),
        screened=masked.screened(incoming.screened, patterns),
    )


def _for_reading(parsed: ParsedMessage) -> dict[str, object]:
    sender = parsed.from_ or parsed.sender
    return {
        "message_id": parsed.message_id[:998],
        "in_reply_to": " ".join(parsed.in_reply_to),
        "references": " ".join(parsed.references),
        "sender": _listed([sender])[:500] if sender else "",
        "sender_address": sender.email[:320] if sender else "",
        "reply_to": _listed(parsed.reply_to),
        "to": _listed(parsed.to),
        "cc": _listed(parsed.cc),
        "subject": parsed.subject,
        "text": parsed.text,
        "html": parsed.html,
        "notes": "\n".join(parsed.notes),
        "dated_at": parsed.date,
    }


def _attachments(activity: Activity, parsed: ParsedMessage) -> list[Attachment]:
    return [
        Attachment(
            activity=activity,
            path=part.path,
            name=part.filename[:500],
            content_type=part.content_type[:200],
            size=part.size,
        )
        for part in parsed.attachments
    ]


def _listed(addresses: Iterable[Address]) -> str:
    return ", ".join(f"{one.name} <{one.email}>" if one.name else one.email for one in addresses)


def _attached(alias: Alias, made: Made, now: datetime) -> None:
    attachments = [
        attachment
        for activity, incoming in made
        for attachment in _attachments(activity, incoming.parsed)
    ]
    bulk.insert(attachments, numbered=False)


def _blocked(alias: Alias, made: Made, now: datetime) -> None:
    BlockedAttachment.objects.bulk_create(
        row
        for activity, incoming in made
        for row in incoming.screened.rows(
            activity_id=activity.pk, alias_id=alias.pk, department_id=activity.department_id
        )
    )


def _reported(alias: Alias, made: Made, now: datetime) -> None:
    bounces.record(made)


def _reopened(alias: Alias, made: Made, now: datetime) -> None:
    """By people alone: an automatic reply does not open a case again, nor what a workflow dropped."""
    ordinary = {"ordinary", "possible"}
    people = [one for one, mail in made if mail.verdict.kind in ordinary and not one.closed_at]
    length = Counter(one.case_id for one, _ in made)
    statuses.written_again(
        one.case_id for one in people if not _begun_with(one) or length[one.case_id] > 1
    )


def _begun_with(activity: Activity) -> bool:
    """Whether its case was made for it, and is as new cases are: nothing is to be opened again."""
    begun = activity.threading_rule == Rule.NEW
    return begun and activity.case.status in (Status.NEW, Status.OPEN)


def _told(alias: Alias, made: Made, now: datetime) -> None:
    telling.of_activities([activity for activity, _ in made])


# What follows from the activities just made, in this order and in the same transaction.
STEPS: tuple[Callable[[Alias, Made, datetime], None], ...] = (
    _attached,
    _blocked,
    _reported,
    applying.apply,
    _reopened,
    _told,
    acknowledging.acknowledge,
)
