"""The ways between the states of a case, each with a line in its history. In the caller's transaction."""

from collections.abc import Iterable
from typing import Any

from activities.cases.values import Status
from activities.hooks import telling
from activities.models import Case


def opened(cases: Iterable[int], words: str) -> None:
    """Somebody works on them: new ones are open."""
    _change(cases, (Status.NEW,), Status.OPEN, words)


def wait(cases: Iterable[int], words: str) -> None:
    """The customer was answered."""
    _change(cases, (Status.NEW, Status.OPEN), Status.WAITING, words)


def close(cases: Iterable[int], words: str) -> None:
    """Nothing more is to be done; the customer's next mail opens them again."""
    _change(cases, (Status.NEW, Status.OPEN, Status.WAITING), Status.CLOSED, words)


def written_again(cases: Iterable[int]) -> None:
    """The customer has written: what waited for them or was closed is open."""
    _change(
        cases, (Status.WAITING, Status.CLOSED), Status.OPEN, "Opened again: the customer wrote."
    )


def _change(cases: Iterable[int], before: tuple[Status, ...], after: Status, words: str) -> None:
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=set(cases), status__in=before)
    changed = list(rows.order_by("pk"))
    for case in changed:
        row: Any = case
        row.status, row._change_reason = after, words
        row.save(update_fields=["status"])
    telling.of_changes("status", changed)
