"""The one rule of who sees which rows; models may import it, it knows no console."""

from typing import Any

from django.db.models import QuerySet

from departments.models import Department

# So many departments are named one by one, by which the database knows how few their rows are.
NAMED = 500


def visible(queryset: QuerySet[Any], user: Any, lookup: str) -> QuerySet[Any]:
    """The rows of ``queryset`` that ``user`` may see; ``lookup`` leads to their department."""
    if user.is_superuser:
        return queryset
    inner = "pk__in" if lookup == "pk" else f"{lookup}__in"
    return queryset.filter(**{inner: departments_of(user)})


def departments_of(user: Any) -> tuple[int, ...] | QuerySet[Department, Any]:
    """The departments that ``user`` sees, who is no superuser: what stands behind ``__in``.

    Read once for each object of a person, of which every request has one of its own.
    """
    seen = _read(user)
    if len(seen) > NAMED:
        return Department.objects.visible_to(user).order_by().values("pk")
    return tuple(seen)


def named(rows: QuerySet[Any]) -> tuple[int, ...] | QuerySet[Any, Any]:
    """The keys of ``rows`` to stand behind ``__in``: one by one, unless they are very many."""
    keys = rows.order_by().values("pk")
    found = tuple(keys.values_list("pk", flat=True)[: NAMED + 1])
    return found if len(found) <= NAMED else keys


def may_see_training(user: Any) -> bool:
    """False where no partition of the person's departments is in training mode, as far as is known."""
    return user.is_superuser or len(seen := _read(user)) > NAMED or any(seen.values())


def _read(user: Any) -> dict[int, bool]:
    """At most `NAMED` and one of the departments, each with whether its partition trains."""
    seen: dict[int, bool] | None = getattr(user, "_departments_seen", None)
    if seen is None:
        mine = Department.objects.visible_to(user).order_by()
        seen = dict(mine.values_list("pk", "partition__training")[: NAMED + 1])
        user._departments_seen = seen
    return seen
