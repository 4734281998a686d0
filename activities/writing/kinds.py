"""The kinds of mail that a person begins."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """The label is the title of the page."""

    NEW = "new", "New mail"
    REPLY = "reply", "Answer"
    REPLY_ALL = "reply-all", "Answer all"
    FORWARD = "forward", "Forward"
    REDIRECT = "redirect", "Redirect"


REPLIES = (Kind.REPLY, Kind.REPLY_ALL)
