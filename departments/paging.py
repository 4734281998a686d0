"""The pages of long lists: nobody counts a million rows, and nobody leafs through them."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

# So many rows are counted and can be leafed through; what is beyond is found by search and filters.
MOST = 10_000
DEEP = 1000


class AtLeast(int):
    """A number of rows, of which there are more; shown with a plus sign."""

    def __str__(self) -> str:
        return f"{int(self):,}+"


def counted(rows: QuerySet[Any]) -> int:
    """How many there are, to `MOST`; then an `AtLeast`."""
    number = rows.order_by().values("pk")[: MOST + 1].count()
    return AtLeast(MOST) if number > MOST else number


class LongPaginator(Paginator):  # type: ignore[type-arg]
    """Counts to `MOST` rows and no further; ``more``: there are others behind the last of them.

    ``chosen_first``: the rows of each page are chosen by their keys, not only those far behind.
    """

    more = False
    chosen_first = False

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        number = counted(rows)
        return AtLeast(number) if self.more else number

    def page(self, number: Any) -> Page:  # type: ignore[type-arg]
        """Far behind, the rows are chosen first: those that are passed over would be made as well."""
        wanted = self.validate_number(number)
        rows: Any = self.object_list
        first = (wanted - 1) * self.per_page
        if first < DEEP and not self.chosen_first:
            return super().page(wanted)
        chosen: Any = rows.values("pk")[first : first + self.per_page]
        return Page(rows.filter(pk__in=chosen), wanted, self)


def note_more(request: HttpRequest, more: bool) -> None:
    """A search says that it stopped before it had found everything."""
    request._more_than_found = more  # type: ignore[attr-defined]


def paginator(
    request: HttpRequest, rows: QuerySet[Any], per_page: int, *, chosen_first: bool = False
) -> LongPaginator:
    """Of a list that the person asked for."""
    made = LongPaginator(rows, per_page)
    made.chosen_first = chosen_first
    made.more = getattr(request, "_more_than_found", False)
    return made
