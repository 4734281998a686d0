"""Judges the messages of an archive as the retriever would, and writes one answer a line."""

import json
import sys
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activities.judging import Judge
from activities.threads.values import Order
from aliases.finding import Threading
from departments.models import ExceptionMode
from exceptions.rules import predefined_rules


class Command(BaseCommand):
    help = (
        "Reads a file with a line of JSON for each message (id, path, and mailbox where the order "
        "makes threads) and writes what each is: class, recipients, subject, from, attachments, "
        "text_len, thread, seconds, error. Nothing is stored or sent."
    )
    # It needs no database.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("manifest", type=Path)
        parser.add_argument("--root", type=Path, required=True, help="where the paths begin")
        parser.add_argument("--out", type=Path, help="where the answers go; else standard output")
        parser.add_argument("--mode", choices=Threading.values, default=Threading.SUBJECT_ID)
        parser.add_argument("--days", type=int, default=30, help="window of the subject match")
        parser.add_argument(
            "--exceptions",
            choices=ExceptionMode.values,
            default=ExceptionMode.BOTH,
            help="how delivery exceptions are known; the phrases are those of the system",
        )
        parser.add_argument(
            "--participants",
            action="store_true",
            help="keep out of a case who takes no part in it, as aliases do by themselves; "
            "archives of mailing lists need the opposite",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        order = Order(
            mode=options["mode"],
            department=0,
            alias=0,
            keys=(),
            window=timedelta(days=options["days"]),
            strangers=not options["participants"],
        )
        try:
            with options["manifest"].open(encoding="utf-8", errors="replace") as lines:
                judge = Judge(options["root"], order, predefined_rules(options["exceptions"]))
                self._write(judge, lines, options["out"])
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error

    def _write(self, judge: Judge, lines: Any, out: Path | None) -> None:
        target = out.open("w", encoding="utf-8") if out else sys.stdout
        try:
            for answer in judge.answers(lines):
                target.write(json.dumps(answer, ensure_ascii=True) + "\n")
                target.flush()
        finally:
            if out:
                target.close()
