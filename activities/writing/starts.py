"""What the form of each kind of mail starts with."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from activities import signing, subjects
from activities.models import Activity
from activities.writing import originals, quoting, recipients
from activities.writing.kinds import Kind

LONGEST_SUBJECT = 900
Start = dict[str, str]


def start(kind: Kind, activity: Activity | None) -> Start:
    """The fields by name; those that are not there start empty."""
    return STARTS[kind](activity) if activity is not None else {}


def reply(activity: Activity) -> Start:
    answered = recipients.reply(originals.original_of(activity))
    return _answer(activity, answered)


def reply_all(activity: Activity) -> Start:
    original, own = originals.original_of(activity), originals.own_addresses(activity)
    return _answer(activity, recipients.reply_all(original, own))


def forward(activity: Activity) -> Start:
    facts = (
        ("From", activity.sender),
        ("Date", f"{_when(activity):%d %B %Y, %H:%M}"),
        ("Subject", signing.without_ids(activity.subject)),
        ("To", activity.to),
        ("CC", activity.cc),
    )
    return {
        "subject": _subject("Fwd:", activity),
        "text": quoting.forwarded(activity.text, facts),
    }


def redirect(activity: Activity) -> Start:
    return {}


def _answer(activity: Activity, answered: recipients.Answered) -> Start:
    return {
        "to": recipients.typed(answered.to),
        "cc": recipients.typed(answered.cc),
        "subject": _subject("Re:", activity),
        "text": quoting.answered(activity.text, sender=activity.sender, at=_when(activity)),
    }


def _subject(prefix: str, activity: Activity) -> str:
    bare = subjects.without_prefixes(signing.without_ids(activity.subject))
    return f"{prefix} {bare}"[:LONGEST_SUBJECT].strip()


def _when(activity: Activity) -> datetime:
    return timezone.localtime(activity.dated_at or activity.at)


STARTS: dict[Kind, Callable[[Activity], Start]] = {
    Kind.REPLY: reply,
    Kind.REPLY_ALL: reply_all,
    Kind.FORWARD: forward,
    Kind.REDIRECT: redirect,
}
