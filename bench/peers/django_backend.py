"""Django's own SMTP backend: no outbox, one kept connection."""

from bench.peers import django_project, posting
from bench.servers import Sink


def send(sink: Sink, count: int, *, kilobytes: int) -> float:
    """The seconds of `send_messages` for `count` mails that were made before.

    Raises:
        WrongResult: the sink did not get a mail.
        PeerMissing, PeerFailed: it cannot be measured.
    """
    with posting.to_be_taken(sink, count) as values:
        return django_project.seconds("for_backend", {"sent": count}, kilobytes=kilobytes, **values)
