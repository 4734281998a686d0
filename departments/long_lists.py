"""How long lists are sorted and searched: never by walking through all rows where a few will do."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.views import ChangeList

from departments import paging

# A search that so many of the first rows answer fills its first page, and looks no further.
FIRST = 1000
ENOUGH = 100
Search = Callable[[QuerySet[Any]], QuerySet[Any]]


class SortedAsOffered(ChangeList):
    """Sorts by no column that offers it no link: an address typed by hand would sort all rows."""

    def get_ordering_field(self, field_name: Any) -> Any:
        return super().get_ordering_field(field_name) if field_name in self.sortable_by else None


def found(request: HttpRequest, rows: QuerySet[Any], search: Search) -> QuerySet[Any]:
    """What ``search`` finds in the list's ``rows``: among the first where these hold a page of it.

    Else in all, which is asked once, not to count and again to show. For what people act on, who
    mean all of it, it is the search itself.
    """
    if request.method != "GET":
        return search(rows)
    first = list(rows.values_list("pk", flat=True)[: FIRST + 1])
    more = len(first) > FIRST
    keys = _keys(search(rows.filter(pk__in=first[:FIRST])))
    if more and len(keys) < ENOUGH:
        keys = _keys(search(rows))
        more = len(keys) > paging.MOST
    paging.note_more(request, more)
    return rows.filter(pk__in=keys[: paging.MOST])


def _keys(rows: QuerySet[Any]) -> list[Any]:
    """Each once, in the list's order, up to one more than is counted."""
    return list(dict.fromkeys(rows.values_list("pk", flat=True)[: paging.MOST + 1]))
