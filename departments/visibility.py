"""The one rule of who sees which rows; models may import it, it knows no console."""

from typing import Any

from django.db.models import QuerySet

from departments.models import Department


def visible(queryset: QuerySet[Any], user: Any, lookup: str) -> QuerySet[Any]:
    """The rows of ``queryset`` that ``user`` may see; ``lookup`` leads to their department."""
    if user.is_superuser:
        return queryset
    departments = Department.objects.visible_to(user)
    inner = "pk__in" if lookup == "pk" else f"{lookup}__in"
    return queryset.filter(**{inner: departments.values("pk")})
