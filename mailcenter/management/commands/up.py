"""Runs console, scheduler and workers on this machine, with a broker where none is given."""

import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mailcenter.up.installation import AlreadyRunning, Installation
from mailcenter.up.supervisor import Supervisor


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="with a mail server to try it on")
        parser.add_argument("--port", type=int, default=8000, help="of the console, where free")

    def handle(self, *args: Any, demo: bool = False, port: int = 8000, **options: Any) -> None:
        over = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: over.set())
        installation = Installation(Path(settings.VAR))
        supervisor = Supervisor(installation, demo=demo, port=port, say=self.stdout.write)
        try:
            installation.lock()
            supervisor.run(over)
        except (AlreadyRunning, TimeoutError, OSError, RuntimeError) as error:
            raise CommandError(str(error)) from error
