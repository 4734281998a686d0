"""Runs the retrievers and dispatchers of one node, as the service instances ask for them."""

import os
import platform
import signal
import threading
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from aliases.directions import Direction
from mailcenter.up import pools
from mailcenter.up.node import GRACE_SECONDS, Node, Place


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default=platform.node(), help="this machine's, else")
        parser.add_argument("--only", choices=Direction.values, help="retrievers or dispatchers")
        parser.add_argument("--logs", type=Path, help="folder; else the workers share the output")
        parser.add_argument(
            "--grace",
            type=float,
            default=GRACE_SECONDS,
            help="seconds that a worker has to finish what it has in hand",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        over = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: over.set())
        only = options["only"]
        directions = [Direction(only)] if only else list(Direction)
        place = Place(options["name"], os.environ, options["logs"], options["grace"])
        wanted = partial(pools.wanted, directions)
        Node(place, wanted, say=self._say, note=self._say).run(over)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
