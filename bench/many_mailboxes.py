"""Many mailboxes with few messages each, retrieved by two worker processes out of the queue."""

import time

from aliases.jobs import Job
from bench import retrieving
from bench.crew import LOOK, PATIENCE, Crew
from bench.rows import forget, new_aliases, require
from bench.servers import Servers
from tests.servers.ports import wait_until
from workers import tasks

# The usual number of messages in each: 50 mailboxes of 40 are 2,000.
EACH = 40


def product(servers: Servers, crew: Crew, count: int) -> float:
    """The seconds from the tick until every mailbox is empty and its job given back.

    Raises:
        WrongResult: a message is missing here or left there.
    """
    crew.start()
    each = min(EACH, max(1, count // 2))
    dovecot = servers.dovecot
    boxes = [
        retrieving.filled(dovecot, min(each, count - first), first=first)
        for first in range(0, count, each)
    ]
    port = dovecot.port["imap"]
    aliases = new_aliases([one.address for one in boxes], incoming_port=port)
    back = Job.objects.filter(alias__in=aliases, leased_until=None, total_done__gt=0)
    begun = time.perf_counter()
    tasks.retrieve_due()
    wait_until(lambda: back.count() == len(boxes), seconds=PATIENCE, every=LOOK)
    seconds = time.perf_counter() - begun
    for alias, box in zip(aliases, boxes, strict=True):
        retrieving.verify(alias, box)
        require(dovecot.count(box.address), 0, "messages left in the mailbox")
        retrieving.drop(dovecot, box)
    crew.idle_again()
    forget()
    return seconds
