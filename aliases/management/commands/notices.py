"""Tells people of incidents once, without scheduler and workers."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from aliases.incidents import delivery
from departments import guard


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not guard.is_production():
            self.stdout.write("This is a copy of another installation: nobody is told.")
            return
        tried = delivery.deliver(timezone.now())
        self.stdout.write(f"{tried} targets were tried. The console shows who was told of what.")
