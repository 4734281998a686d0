"""Makes what an installation needs: partition, department and administrator; with --all, database
tables and static files before; with --demo, the demo's aliases.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from departments import first, guard
from mailcenter.demo import seed


class Command(BaseCommand):
    help = f"{__doc__}Prints the administrator and, once, a password as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="tables and static files, too")
        parser.add_argument("--demo", type=Path, help="file with ports and passwords of the demo")

    def handle(self, *args: Any, demo: Path | None = None, **options: Any) -> None:
        if options["all"]:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
        guard.remember()
        department = first.root_department()
        password = first.one_time_password()
        if demo is not None:
            seed.seed(department, json.loads(demo.read_text()))
        told = {"user": first.administrator(), "password": password or None}
        self.stdout.write(json.dumps(told))
