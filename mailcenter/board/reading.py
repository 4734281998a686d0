"""Many numbers in one reading of the database, all of the same moment."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Aggregate, Count, QuerySet, Subquery, Value

from departments.models import User

Numbers = Mapping[str, Any]


def read(user: Any, asked: Mapping[str, QuerySet[Any, Any]]) -> Numbers:
    """The value of each query, which gives one column of one row, or none: then it is None."""
    row = User.objects.filter(pk=user.pk).order_by()
    values = {name: Subquery(one) for name, one in asked.items()}
    found: Numbers = row.annotate(**values).values(*values).get()
    return found


def aggregate(rows: QuerySet[Any], value: Aggregate) -> QuerySet[Any, Any]:
    """A query for `read`: one value over all ``rows``."""
    of_all = rows.order_by().annotate(of_all=Value(1)).values("of_all")
    found: QuerySet[Any, Any] = of_all.annotate(read=value).values("read")
    return found


def count(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return aggregate(rows, Count("*"))
