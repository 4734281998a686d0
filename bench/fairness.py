"""Fairness: one alias with very much waiting must not delay twenty with one message each."""

import shutil
import time

from activities.models import Activity
from aliases.models import Alias, Status
from bench import retrieving
from bench.crew import LOOK, PATIENCE, Crew
from bench.measurements import Figure, Figures
from bench.rows import WrongResult, forget, new_alias, new_aliases
from bench.servers import Servers
from tests.servers.ports import wait_until
from tests.stock import message
from workers import tasks

TWENTY = 20
# So many times the usual 2,000 lie in the large mailbox.
LARGE = 2.5


def product(servers: Servers, crew: Crew, count: int) -> Figures:
    """The seconds until the twenty are in, alone, and beside the large one, which comes first.

    Raises:
        WrongResult: the large one was through before, so that it stood in nobody's way.
    """
    crew.start()
    alone = _twenty(servers)
    crew.idle_again()
    forget()
    dovecot, waiting = servers.dovecot, round(count * LARGE)
    box = retrieving.filled(dovecot, waiting)
    # made first, so that it has been due for longer
    large = new_alias(box.address, incoming_port=dovecot.port["imap"])
    beside = _twenty(servers)
    in_the_way = Activity.objects.filter(alias=large).count() < waiting
    _end(crew, large)
    shutil.rmtree(dovecot.folder / "mail" / box.address)
    if not in_the_way and waiting > 1000:
        raise WrongResult("The large mailbox was empty before the twenty.")
    return {"twenty_alone": Figure("s", [alone]), "twenty_beside_5000": Figure("s", [beside])}


def _twenty(servers: Servers) -> float:
    dovecot = servers.dovecot
    addresses = [dovecot.mailbox() for _ in range(TWENTY)]
    for address in addresses:
        dovecot.append(address, [message()])
    aliases = new_aliases(addresses, incoming_port=dovecot.port["imap"])
    came = Activity.objects.filter(alias__in=aliases)
    begun = time.perf_counter()
    tasks.retrieve_due()
    wait_until(lambda: came.count() == TWENTY, seconds=PATIENCE, every=LOOK)
    return time.perf_counter() - begun


def _end(crew: Crew, large: Alias) -> None:
    """Its run ends at the next look at its settings, and none begins."""
    Alias.objects.filter(pk=large.pk).update(status=Status.INACTIVE)
    crew.idle_again()
    forget()
