"""Has failed messages processed again, as after an upgrade (RE-5)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activities import shelf
from activities.models import RawMessage


class Command(BaseCommand):
    help = "Puts failed messages back; the retriever processes them within its next ticks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        chosen = parser.add_mutually_exclusive_group(required=True)
        chosen.add_argument("--all", action="store_true", help="every message on the shelf")
        chosen.add_argument("--alias", help="those of the alias with this address")
        chosen.add_argument("--id", type=int, help="the one with this number")

    def handle(self, *args: Any, **options: Any) -> None:
        failed = RawMessage.objects.on_the_shelf().select_related("alias")
        if options["alias"]:
            failed = failed.filter(alias__address__iexact=options["alias"])
        elif options["id"] is not None:
            failed = failed.filter(pk=options["id"])
        numbers = list(failed.order_by("pk").values_list("pk", flat=True))
        if not numbers and not options["all"]:
            raise CommandError("No failed message is meant by that.")
        for number in numbers:
            shelf.again(failed.get(pk=number))
        self.stdout.write(f"{len(numbers)} messages are processed again within the next moments.")
