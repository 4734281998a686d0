"""A test notice, sent at once to everybody a monitor names; the outcome in words for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import get_random_string

from aliases.incidents import by_webhook, texts
from aliases.incidents.by_mail import Mail, Post
from aliases.incidents.errors import Hopeless
from aliases.incidents.models import Kind
from aliases.incidents.monitors import Monitor
from aliases.incidents.notices import Channel, Target, targets_of
from aliases.incidents.texts import News
from wire.errors import WireError


@dataclass(frozen=True, slots=True)
class Outcome:
    target: str
    well: bool
    words: str


def try_out(monitor: Monitor, now: datetime) -> Iterator[Outcome]:
    """Tells everybody that this is a test. No incident is opened and no notice kept."""
    post = Post(monitor.department.partition)
    try:
        for target in targets_of([monitor], monitor.department):
            yield _tried(monitor, target, post, now)
    finally:
        post.close()


def _tried(monitor: Monitor, target: Target, post: Post, now: datetime) -> Outcome:
    if target.error:
        return Outcome(target.name, False, target.error)
    number, news = get_random_string(32).lower(), [_news(monitor, now)]
    try:
        if target.channel == Channel.WEBHOOK:
            body = texts.payload(news, number)
            by_webhook.post(monitor, body, number, at=now)
            return Outcome(target.name, True, "The webhook took the notice.")
        reply = post.send(Mail(target.name, number, news, now))
    except (Hopeless, WireError) as error:
        return Outcome(target.name, False, str(error))
    said = f"{reply.code} {reply.text}" if reply.code else "nothing: the connection was lost"
    return Outcome(target.name, reply.positive, f"The server said: {said}")


def _news(monitor: Monitor, now: datetime) -> News:
    return News(
        number=0,
        occasion=texts.BEGAN,
        incident=0,
        about=f"Test of the monitor of {monitor.department}",
        kind="test",
        cause=f"A test. A real notice names a cause, such as “{Kind.CREDENTIALS.label}”",
        since=now,
        words="Nothing is wrong. Somebody tests whether notices arrive.",
    )
