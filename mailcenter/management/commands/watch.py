"""Watches the mailboxes whose servers say by themselves when mail comes (IDLE), until it is stopped.

One process watches thousands. Run one; where aliases are more than it may watch, polling serves the rest.
"""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from kombu.exceptions import OperationalError

from workers import tasks
from workers.watcher import Watcher

log = structlog.get_logger(__name__)

STEP_SECONDS = 0.5
PAUSE_SECONDS = 5.0


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=settings.WATCHED, help="mailboxes")

    def handle(self, *args: Any, most: int, **options: Any) -> None:
        over = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: over.set())
        watcher = Watcher(tasks.retrieve_due, most=most)
        try:
            while not over.is_set():
                self._step(watcher, over)
        finally:
            watcher.close()

    def _step(self, watcher: Watcher, over: threading.Event) -> None:
        """A database or a broker that is away is no reason to end: they come back."""
        close_old_connections()
        try:
            watcher.step(STEP_SECONDS)
        except (DatabaseError, OperationalError) as error:
            log.warning("The watcher cannot go on for the moment.", error=str(error))
            over.wait(PAUSE_SECONDS)
