"""The message that a redirect sends on, byte for byte; and why one cannot be."""

from activities.composing.values import Kind
from activities.models import Activity, Direction
from attachments.models import BlockedAttachment
from wire.resent import came_from_nobody


class NotRedirected(ValueError):
    """The words say why, for people."""


NOT_HERE = "The message as it came is not here any more: forward it instead."
HELD_BACK = (
    "Attachments of this message were held back, and would go on with it: forward it instead."
)
NOT_CAME = "Only a message that came in can be redirected: forward this one."


def of(activity: Activity | None) -> bytes:
    """The message as it came. Raises NotRedirected where it cannot go on so."""
    if activity is None or activity.direction != Direction.INBOUND:
        raise NotRedirected(NOT_CAME)
    if activity.kept_raw is None:
        raise NotRedirected(NOT_HERE)
    if BlockedAttachment.objects.held_back().filter(activity=activity).exists():
        raise NotRedirected(HELD_BACK)
    return activity.kept_raw.content()


def bytes_of(redirect: Activity) -> bytes:
    """What an activity of ours that redirects sends on, b'' for any other. Raises NotRedirected."""
    return of(redirect.answers) if redirect.kind == Kind.REDIRECT else b""


def sender_of(redirect: Activity) -> str:
    """Who sent the message that a redirect sends on; '' where its envelope had no sender."""
    if redirect.kind != Kind.REDIRECT or redirect.answers is None:
        return ""
    return "" if came_from_nobody(bytes_of(redirect)) else redirect.answers.sender_address
