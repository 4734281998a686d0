"""Prints everything that happened to a message, in order (OP-8)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activities import tracing, tracing_shelf
from activities.models import Activity
from activities.raw import RawMessage


class Command(BaseCommand):
    help = "Follows the messages with this Message-ID, address, subject or case."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", help="such as <id@example.org>, a@example.org, or case 7")

    def handle(self, *args: Any, **options: Any) -> None:
        every = Activity.objects.all()
        found = tracing.found(every, options["text"])
        shelved = tracing_shelf.found(RawMessage.objects.all(), options["text"])
        if not found and not shelved:
            raise CommandError("Nothing is found.")
        for message in shelved:
            state = message.raw.get_state_display()
            self.stdout.write(f"Not taken in: message {message.raw.pk}, {message.words}")
            self.stdout.write(f"  {state}. {message.raw.reason}".rstrip())
        for activity in reversed(found):
            self.stdout.write(f"{activity.get_direction_display()} {activity.pk}: {activity}")
            for one in tracing.events(activity, every):
                leads = f" (activity {one.activity})" if one.activity else ""
                at = one.at.isoformat(sep=" ", timespec="seconds")
                self.stdout.write(f"  {at}  {one.title}{leads}. {one.words}".rstrip())
