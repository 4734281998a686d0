"""Looks for aliases, nodes and a scheduler that are silent, and tells who is to be told; needs none of them.

Once, for cron; or again and again, as a service.
"""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from aliases.incidents import delivery
from aliases.incidents.models import Incident
from workers.watch import look

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=0, help="seconds; without it: once")

    def handle(self, *args: Any, every: float = 0, **options: Any) -> None:
        if not every:
            look.look_if_due(timezone.now())
            delivery.deliver(timezone.now())
            for incident in Incident.objects.open():
                self.stdout.write(f"{incident.opened_at:%Y-%m-%d %H:%M}  {incident}")
            return
        over = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: over.set())
        while not over.is_set():
            self._look()
            over.wait(every)

    def _look(self) -> None:
        """A database that is away is no reason to end: it comes back."""
        close_old_connections()
        try:
            if look.look_if_due(timezone.now()):
                delivery.deliver(timezone.now())
        except DatabaseError as error:
            log.warning("The watchdog cannot look: the database does not answer.", error=str(error))
