"""django-post_office with its default settings: batches of 100, five threads, a log of each mail."""

from bench.peers import django_project, posting
from bench.servers import Sink


def send(sink: Sink, count: int, *, kilobytes: int) -> float:
    """The seconds of `send_queued_mail` for `count` mails that were queued before.

    Raises:
        WrongResult: a mail is not *sent*, or the sink did not get it.
        PeerMissing, PeerFailed: it cannot be measured.
    """
    return with_settings({}, sink, count, kilobytes=kilobytes, processes=1)


def with_settings(
    settings: dict[str, object], sink: Sink, count: int, *, kilobytes: int, processes: int
) -> float:
    """The same with other settings of POST_OFFICE, and in so many processes."""
    with posting.to_be_taken(sink, count) as values:
        return django_project.seconds(
            "for_post_office",
            {"sent": count},
            post_office=settings,
            processes=processes,
            kilobytes=kilobytes,
            **values,
        )
