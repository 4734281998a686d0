"""django-mailer: one mail after the other, each in a transaction of its own."""

from bench.peers import django_project, posting
from bench.servers import Sink


def send(sink: Sink, count: int, *, kilobytes: int) -> float:
    """The seconds of its command `send_mail` for `count` mails that were queued before.

    Raises:
        WrongResult: a mail is not *sent*, or the sink did not get it.
        PeerMissing, PeerFailed: it cannot be measured.
    """
    expected = {"sent": count, "left": 0}
    with posting.to_be_taken(sink, count) as values:
        return django_project.seconds("for_mailer", expected, kilobytes=kilobytes, **values)
