"""`manage.py import_people FILE --department ID`: a trial, or with --apply the import itself."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contacts import import_steps
from contacts.reading_files import text_of
from departments.models import Department


class Command(BaseCommand):
    help = "Shows what importing a CSV file of contacts would change; --apply does it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--department", type=int, required=True, help="its number")
        parser.add_argument("--apply", action="store_true")
        parser.add_argument("--reason", default="", help="stands in the history of who is changed")

    def handle(self, *args: Any, **options: Any) -> None:
        department = Department.objects.filter(pk=options["department"]).first()
        if department is None:
            raise CommandError("There is no department with this number.")
        try:
            text = text_of(options["file"].read_bytes())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        if options["apply"]:
            plan = import_steps.carried_out(department, text, reason=options["reason"])
        else:
            plan = import_steps.prepared(department, text)
        for one in plan.mistakes:
            self.stderr.write(f"Line {one.line}, {one.field or 'whole line'}: {one.words}")
        done = "" if options["apply"] else "would be "
        self.stdout.write(
            f"{len(plan.new)} {done}new, {len(plan.changed)} {done}changed, {plan.same} are the same, "
            f"{len(plan.mistakes)} mistakes."
        )
