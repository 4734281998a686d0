"""Lists the jobs of aliases that are in trouble, and makes those of an alias due now (SV-6)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from aliases import health
from aliases.conditions import Condition
from aliases.directions import Direction
from aliases.jobs import Job
from aliases.models import Alias
from workers.console.jobs import next_run


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", nargs="?", choices=("list", "run"), default="list")
        parser.add_argument("address", nargs="?", help="of the alias")
        parser.add_argument("--only", choices=Direction.values, help="one direction")
        parser.add_argument("--all", action="store_true", help="list those that work, too")
        parser.add_argument("--json", action="store_true", help="the list for machines")

    def handle(self, *args: Any, action: str, address: str | None, **options: Any) -> None:
        directions = [Direction(options["only"])] if options["only"] else list(Direction)
        if action == "list":
            self._list(directions, everything=options["all"], as_json=options["json"])
            return
        alias = Alias.objects.present().filter(address=address).first()
        if alias is None:
            raise CommandError(f"No alias has the address {address}." if address else "Say which.")
        health.restart(alias, *directions, now=timezone.now())
        self.stderr.write(f"{alias}: due now.")

    def _list(self, directions: list[Direction], *, everything: bool, as_json: bool) -> None:
        jobs = Job.objects.filter(direction__in=directions, alias__deleted_at=None)
        if not everything:
            jobs = jobs.exclude(condition=Condition.WORKING)
        related = ("alias__department__partition", "alias__retriever", "alias__dispatcher")
        found = jobs.select_related(*related).order_by("alias__address", "direction")
        lines = [_line(job) for job in found]
        if as_json:
            self.stdout.write(json.dumps(lines, indent=1))
            return
        for line in lines:
            self.stdout.write("\t".join(str(value) for value in line.values()))


def _line(job: Job) -> dict[str, Any]:
    return {
        "address": job.alias.address,
        "direction": job.direction,
        "condition": job.condition,
        "next_run": next_run(job, timezone.now()),
        "found": job.found,
        "done": job.done,
        "failed": job.failed,
        "node": job.node,
        "error": job.error,
    }
