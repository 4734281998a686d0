"""Everything that happened to a message, in order (OP-8). It reads, and changes nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from activities.models import Activity, Attempt, Direction, Handled, Report
from activities.workflows import showing as deciding

CASE = re.compile(r"(?:case\s*)?#?(\d{1,18})", re.IGNORECASE)
MOST = 50


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``activity``: the number of another activity it leads to."""

    at: datetime
    title: str
    words: str = ""
    activity: int | None = None


def found(seen: QuerySet[Activity], text: str) -> list[Activity]:
    """Of the activities that may be ``seen`` those meant: by Message-ID, case, address or subject.

    The first of these that finds any decides; the newest come first, at most 50.
    """
    text = text.strip()
    plain = text.strip("<>")
    case = CASE.fullmatch(text)
    ways = [Q(message_id=plain)]
    if case:
        ways.append(Q(case=int(case[1])))
    if "@" in plain:
        address = Q(sender_address__iexact=plain) | Q(reports__address__iexact=plain)
        ways.append(address | Q(recipients__address__iexact=plain))
    ways.append(Q(subject__icontains=text))
    for way in ways if text else []:
        rows = list(seen.filter(way).distinct().order_by("-at", "-pk")[:MOST])
        if rows:
            return rows
    return []


def events(activity: Activity, seen: QuerySet[Activity]) -> list[Event]:
    """What happened to one activity; of others only those that may be ``seen`` are led to."""
    inbound = activity.direction == Direction.INBOUND
    told = [*(_received(activity) if inbound else _sent(activity))]
    told += [*_judged(activity), *_of_the_case(activity, seen), *_came_back(activity, seen)]
    told += [*_decided(activity), *_followed(activity, seen), *_in_queues(activity)]
    # What happened at one moment stays in the order in which it is done.
    return sorted(told, key=lambda one: one.at)


def _received(activity: Activity) -> Iterator[Event]:
    raw = activity.raw
    at = raw.received_at if raw else activity.at
    if raw:
        names = ", ".join(f"{one.folder} {one.identity}" for one in raw.copies.all())
        yield Event(at, "Retrieved", f"From the mailbox of {activity.alias}. {names}".strip())
        yield Event(at, "Stored", f"{raw.size:,} bytes, as they came.")
        if raw.purged_at:
            yield Event(raw.purged_at, "Removed", "Its bytes: the time of retention was over.")
    yield Event(at, "Read", activity.notes.replace("\n", " ") or "Nothing had to be mended.")


def _judged(activity: Activity) -> Iterator[Event]:
    if activity.exception:
        words = f"By {activity.exception_rule}, found in {activity.exception_where}."
        yield Event(activity.at, f"Judged: {activity.get_exception_display()}", words)
    for row in activity.worked.all():
        yield Event(row.at, row.get_what_display(), f"{row.who}. {row.note}".strip())


def _decided(activity: Activity) -> Iterator[Event]:
    decided = deciding.shown(activity)
    for one in decided.lines if decided else ():
        version = f", version {one.version}" if one.version else ""
        title = f"Decided by {one.name}{version}"
        yield Event(activity.at, title, f"{one.rule}: {one.why}. Then: {one.did}.")
    for note in decided.notes if decided else ():
        yield Event(activity.at, "Not done as decided", note)


def _in_queues(activity: Activity) -> Iterator[Event]:
    """Where it waited before the first step is in the words of that step."""
    for step in activity.queue_steps.all():
        yield Event(step.at, step.get_what_display(), f"{step.who}. {step.words}".strip())


def _of_the_case(activity: Activity, seen: QuerySet[Activity]) -> Iterator[Event]:
    if activity.threading_rule:
        parent = seen.filter(pk=activity.answers_id or 0).values_list("pk", flat=True).first()
        title = f"Case found: {activity.get_threading_rule_display()}"
        words = f"{activity.case}. {activity.threading_why}"
        yield Event(activity.at, title, words, parent)
    # The first line of a history tells that the case was made.
    for line in activity.case.history.exclude(history_type="+").order_by("history_id"):
        words = f"{line.who or 'The system'}: {line.history_change_reason or 'no reason given'}"
        yield Event(line.history_date, f"{activity.case} changed", words)


def _sent(activity: Activity) -> Iterator[Event]:
    people = list(activity.recipients.order_by("pk"))
    who = activity.author or "the system"
    names = ", ".join(one.address for one in people)
    yield Event(activity.at, "Queued", f"By {who}, to {names or 'nobody'}.")
    attempts = Attempt.objects.filter(recipient__in=people).select_related("recipient")
    for one in attempts.order_by("begun_at", "pk"):
        yield Event(one.begun_at, f"Attempt {one.number}", f"To {one.recipient} by {one.server}.")
        if one.ended_at:
            title = f"Attempt {one.number}: {one.get_outcome_display()}"
            yield Event(one.ended_at, title, f"{one.recipient}: {one.answer}")
    yield from _handled(activity)


def _handled(activity: Activity) -> Iterator[Event]:
    rows = Handled.objects.filter(recipient__activity=activity).select_related("recipient")
    for one in rows:
        words = f"{one.recipient}: {one.who}. {one.note} {one.reason}".strip()
        yield Event(one.at, one.get_what_display(), words)


def _came_back(activity: Activity, seen: QuerySet[Activity]) -> Iterator[Event]:
    rows = Report.objects.filter(about=activity, activity__in=seen.values("pk"))
    for one in rows.select_related("activity"):
        words = f"{one.address}: {one.action} {one.status} {one.diagnostic}".strip()
        yield Event(one.activity.at, "Report received", words, one.activity_id)


def _followed(activity: Activity, seen: QuerySet[Activity]) -> Iterator[Event]:
    for one in seen.filter(answers=activity).exclude(reports__isnull=False).order_by("at", "pk"):
        title = "Answered" if one.direction == Direction.OUTBOUND else "Answer received"
        yield Event(one.at, title, str(one), one.pk)
