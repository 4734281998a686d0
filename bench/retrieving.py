"""Retrieving: from a full mailbox to activities in the database and an empty mailbox."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Sum

from activities.models import Activity, RawMessage, RawState
from aliases.jobs import Direction, Job
from aliases.models import Alias
from bench import bare_fetch as bare
from bench import bare_loop as loop
from bench import mail
from bench.rows import WrongResult, forget, new_alias, require
from tests.servers.dovecot import PASSWORD, Dovecot
from workers import tasks

AT_ONCE = 50


@dataclass(frozen=True)
class Filled:
    """A full mailbox; `octets` is the size of all its messages together."""

    address: str
    count: int
    octets: int


def filled(dovecot: Dovecot, count: int, *, first: int = 0) -> Filled:
    """Put `count` messages of the mix, from that number on, into a new mailbox, a few at a time."""
    address, octets = dovecot.mailbox(), 0
    messages = mail.incoming(count, receiver=address, first=first)
    while some := list(islice(messages, AT_ONCE)):
        dovecot.append(address, some)
        octets += sum(map(len, some))
    return Filled(address, count, octets)


def bare_fetch(dovecot: Dovecot, protocol: str, count: int) -> float:
    """The seconds of the bare reader over a new mailbox.

    Raises:
        WrongResult: not every byte came.
    """
    box = filled(dovecot, count)
    begun = time.perf_counter()
    sizes = [len(one) for batch in _fetched(dovecot, protocol, box) for one in batch]
    seconds = time.perf_counter() - begun
    require((len(sizes), sum(sizes)), (box.count, box.octets), "messages and bytes fetched")
    drop(dovecot, box)
    return seconds


def bare_loop(dovecot: Dovecot, protocol: str, count: int) -> float:
    """The seconds of the bare fetch, parse and COPY over a new mailbox.

    Raises:
        WrongResult: not every byte is in the database.
    """
    box = filled(dovecot, count)
    loop.make_table()
    begun = time.perf_counter()
    loop.store(_fetched(dovecot, protocol, box))
    seconds = time.perf_counter() - begun
    require(loop.stored(), (box.count, box.octets), "messages and bytes stored")
    drop(dovecot, box)
    return seconds


def _fetched(dovecot: Dovecot, protocol: str, box: Filled) -> Iterator[list[bytes]]:
    reader = bare.imap if protocol == "imap" else bare.pop3
    return reader((dovecot.host, dovecot.port[protocol]), box.address, PASSWORD)


def product(dovecot: Dovecot, protocol: str, count: int) -> float:
    """The seconds of the retriever over a new mailbox.

    Raises:
        WrongResult: a message is missing here or left there.
    """
    box = filled(dovecot, count)
    port = dovecot.port[protocol]
    alias = new_alias(box.address, incoming_protocol=protocol, incoming_port=port)
    begun = time.perf_counter()
    _retrieve(alias)
    seconds = time.perf_counter() - begun
    verify(alias, box)
    require(dovecot.count(box.address), 0, "messages left in the mailbox")
    drop(dovecot, box)
    forget()
    return seconds


def _retrieve(alias: Alias) -> None:
    """Run the task as a worker does, until a run found nothing more than it stored."""
    while True:
        tasks.retrieve(alias.pk)
        job = Job.objects.get(alias=alias, direction=Direction.RETRIEVE)
        if job.error or not job.done:
            raise WrongResult(f"The retriever stored {job.done} of {job.found}: {job.error}")
        if job.found == job.done:
            return


def verify(alias: Alias, box: Filled) -> None:
    """Raises WrongResult unless all of the mailbox is in the database."""
    stored = RawMessage.objects.filter(alias=alias, state=RawState.FILED)
    octets = stored.aggregate(all=Sum("size"))["all"]
    require((stored.count(), octets), (box.count, box.octets), "messages and bytes filed")
    activities = Activity.objects.filter(alias=alias, raw__in=stored).exclude(text="")
    require(activities.count(), box.count, "activities with a text")


def drop(dovecot: Dovecot, box: Filled) -> None:
    """Removes the mailbox."""
    shutil.rmtree(dovecot.folder / "mail" / box.address)
