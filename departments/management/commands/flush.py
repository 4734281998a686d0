"""Django's flush, which empties all tables: also those whose rows are never deleted one by one."""

from typing import Any

from django.core.management.commands.flush import Command as Flush

from departments.written_once import purging


class Command(Flush):
    def handle(self, **options: Any) -> None:
        with purging(options["database"]):
            super().handle(**options)
