"""The phrases every department begins with, from `phrases.csv` (DE-2): facts, kept as data."""

import csv
from functools import cache
from pathlib import Path

from exceptions.matching import Phrase

SOURCE = Path(__file__).with_name("phrases.csv")


@cache
def predefined() -> tuple[Phrase, ...]:
    """16 phrases of addresses and 111 of subjects, in the order of the manual's tables.

    Raises ValueError where a row of the file has a type or a failure that is none.
    """
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        return tuple(_phrase(row) for row in csv.DictReader(lines))


def _phrase(row: dict[str, str]) -> Phrase:
    match row:
        case {"type": "address" | "subject" as type_, "phrase": str(text)} if text:
            match row["failure"]:
                case "permanent" | "temporary" as failure:
                    return Phrase(type_, text, failure)
    raise ValueError(f"No phrase: {row}")
