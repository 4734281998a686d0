"""django-post_office with the best settings found, by `python -m bench.tuning`."""

from dataclasses import dataclass

from bench.peers import django_project, posting
from bench.servers import Sink


@dataclass(frozen=True, slots=True)
class Settings:
    """The defaults are its own.

    batch_size: mails read at a time; each batch opens its connections anew and is settled by one
        UPDATE.
    threads_per_process: each has a connection, kept for a batch.
    log_level: 2 writes a row for each mail that was sent, 0 none; its state is in its own row.
    processes: given to the command.
    """

    batch_size: int = 100
    threads_per_process: int = 5
    log_level: int = 2
    processes: int = 1


AS_IT_COMES = Settings()
BEST = Settings(batch_size=5000, threads_per_process=10, log_level=0, processes=2)


def send(sink: Sink, count: int, *, kilobytes: int, using: Settings = BEST) -> float:
    """The seconds of `send_queued_mail` for `count` mails that were queued before.

    Raises:
        WrongResult: a mail is not *sent*, or the sink did not get it.
        PeerMissing, PeerFailed: it cannot be measured.
    """
    names = {
        "BATCH_SIZE": using.batch_size,
        "THREADS_PER_PROCESS": using.threads_per_process,
        "LOG_LEVEL": using.log_level,
    }
    with posting.to_be_taken(sink, count) as values:
        values |= {"post_office": names, "processes": using.processes, "kilobytes": kilobytes}
        return django_project.seconds("for_post_office", {"sent": count}, **values)
