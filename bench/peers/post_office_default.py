"""django-post_office as it comes: batches of 100, one process of five threads, a log of each mail."""

from bench.peers import post_office
from bench.servers import Sink


def send(sink: Sink, count: int, *, kilobytes: int) -> float:
    """The seconds of `send_queued_mail` for `count` mails that were queued before.

    Raises:
        WrongResult: a mail is not *sent*, or the sink did not get it.
        PeerMissing, PeerFailed: it cannot be measured.
    """
    return post_office.send(sink, count, kilobytes=kilobytes, using=post_office.AS_IT_COMES)
