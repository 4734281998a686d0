"""The list of aliases as a CSV file (RFC 4180): the columns of the page, and no secrets."""

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from aliases.columns import errors_of, flags_of, servers_of, status_of, teams_of

HEADER = (
    "Status",
    "Name",
    "Flags",
    "Address",
    "Department",
    "Teams",
    "Servers",
    "Last retrieved",
    "Last sent",
    "Waiting",
    "Error",
)
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def answer(aliases: Iterable[Any]) -> HttpResponse:
    """``aliases`` as the list shows them, with their jobs; moments are in UTC (ISO 8601)."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"aliases-{timezone.now():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # Spreadsheets know UTF-8 by this mark only.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(HEADER)
    writer.writerows([harmless(cell) for cell in _row(alias)] for alias in aliases)
    return response


def _row(alias: Any) -> tuple[str, ...]:
    return (
        status_of(alias),
        alias.name,
        "; ".join(words for words, _ in flags_of(alias)),
        alias.address,
        str(alias.department),
        "; ".join(teams_of(alias)),
        "; ".join(servers_of(alias)),
        _moment(alias.last_retrieved),
        _moment(alias.last_sent),
        str(alias.waiting),
        " ".join(errors_of(alias)),
    )


def _moment(at: Any) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
