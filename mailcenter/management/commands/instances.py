"""Lists service instances with their lights, starts or stops one, or moves its aliases (SV-3)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from aliases import assigning
from aliases.instances import ServiceInstance
from departments.trail import asks_reason
from workers import standing

ACTIONS = ("list", "start", "stop", "move")


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", nargs="?", choices=ACTIONS, default="list")
        parser.add_argument("name", nargs="?", help="its name, partition/name or number")
        parser.add_argument("--to", help="the instance that gets the aliases of a move")
        parser.add_argument("--reason", default="", help="kept in the history")
        parser.add_argument("--json", action="store_true", help="the list for machines")

    def handle(self, *args: Any, action: str, name: str | None, **options: Any) -> None:
        if action != "list" and not name:
            raise CommandError(f"Say which instance to {action}.")
        if name and action == "move":
            self._move(_called(name), options["to"], reason=options["reason"])
        elif name and action != "list":
            self._switch(_called(name), enabled=action == "start", reason=options["reason"])
        if action == "list" or options["json"]:
            self._list(as_json=options["json"])

    def _move(self, one: ServiceInstance, to: str | None, *, reason: str) -> None:
        if not to:
            raise CommandError("Say where the aliases are to go: --to NAME.")
        _check(one, reason)
        target = _called(to)
        if (target.partition, target.direction) != (one.partition, one.direction):
            raise CommandError("Both must be of one partition and one kind.")
        done = assigning.move_all(one, target, one.aliases, reason)
        self.stderr.write(f"{done} aliases moved from {one} to {target}.")

    def _switch(self, one: ServiceInstance, *, enabled: bool, reason: str) -> None:
        _check(one, reason)
        done = assigning.switch([one], enabled=enabled, reason=reason)
        state = "started" if enabled else "stopped"
        self.stderr.write(f"{one} ({one.partition}) {state if done else f'was {state} already'}.")

    def _list(self, *, as_json: bool) -> None:
        ServiceInstance.objects.complete()
        instances = list(ServiceInstance.objects.select_related("partition"))
        found = standing.of(instances, timezone.now())
        lines = [_line(one, found[one.pk]) for one in instances]
        if as_json:
            self.stdout.write(json.dumps(lines, indent=1))
            return
        for line in lines:
            self.stdout.write("\t".join(str(value) for value in line.values()))


def _check(one: ServiceInstance, reason: str) -> None:
    if asks_reason(one) and not reason:
        raise CommandError("The partition asks for the reason of each change: add --reason.")


def _line(one: ServiceInstance, stands: standing.Standing) -> dict[str, Any]:
    seen = stands.seen_at.isoformat(timespec="seconds") if stands.seen_at else None
    return {
        "id": one.pk,
        "partition": str(one.partition),
        "kind": one.direction,
        "name": one.name,
        "enabled": one.enabled,
        "status": stands.light.value,
        "queue": one.queue,
        "concurrency": one.concurrency,
        "nodes": list(stands.nodes),
        "seen_at": seen,
        "aliases": stands.aliases,
        "jobs": stands.jobs,
        "messages_last_hour": stands.messages,
    }


def _called(name: str) -> ServiceInstance:
    """Raises CommandError where there is none, or more than one."""
    found = [
        one
        for one in ServiceInstance.objects.select_related("partition")
        if name in {str(one.pk), one.name, f"{one.partition}/{one.name}"}
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{one.partition}/{one.name} ({one.pk})" for one in found)
    raise CommandError(f"Several are called so: {names}." if found else f"No instance is {name}.")
