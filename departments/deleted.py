"""What was deleted for good: who did it, when, from where and why, and how it was at the end.

Reads the histories only. A deleted alias keeps its row, and stands in the list of aliases.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst

from departments import story
from departments.models import Department, Membership
from departments.visibility import visible

LINES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Gone:
    """One deleted object; ``values`` are its last ones by the names of the fields."""

    kind: str
    name: str
    at: datetime
    who: str
    ip: str
    reason: str
    values: list[tuple[str, str]]


def kinds(user: Any) -> list[type[Model]]:
    """The models with a history that the person may look at."""
    return [
        one
        for one in apps.get_models()
        if hasattr(one._meta, "simple_history_manager_attribute")
        and user.has_perm(f"{one._meta.app_label}.view_{one._meta.model_name}")
    ]


def records(user: Any, model: Any) -> QuerySet[Any]:
    """The last lines of deleted rows that stood in the person's departments.

    What the line itself does not place in a department is for superusers.
    """
    gone: QuerySet[Any] = model.history.filter(history_type="-")
    if user.is_superuser:
        return gone
    mine = Department.objects.visible_to(user)
    names = {one.name for one in model._meta.concrete_fields}
    if model is Department:
        return visible(gone, user, "parent")
    if model._meta.label == "departments.User":
        left = Membership.history.filter(history_type="-", department__in=mine.values("pk"))
        return gone.filter(id__in=left.values("user_id"))
    if "department" in names:
        return visible(gone, user, "department")
    if "partition" in names:
        return gone.filter(partition__in=mine.filter(parent=None).values("partition"))
    return gone.none()


def page(request: HttpRequest) -> Any:
    """A page of Gone, the latest first, of all kinds or of the one that ``?kind=`` names."""
    chosen = request.GET.get("kind", "")
    models = [one for one in kinds(request.user) if chosen in ("", one._meta.label_lower)]
    keys = [
        (at, model._meta.label, pk)
        for model in models
        for at, pk in records(request.user, model).values_list("history_date", "history_id")
    ]
    found: Any = Paginator(sorted(keys, reverse=True), LINES_A_PAGE).get_page(request.GET.get("p"))
    found.object_list = [
        line(request, model.history.get(history_id=pk))
        for model, pk in ((apps.get_model(label), pk) for _, label, pk in found.object_list)
    ]
    return found


def line(request: HttpRequest, record: Any) -> Gone:
    model = record.instance_type
    fields = [one for one in record.tracked_fields if not one.primary_key]
    values = [
        (story.label(one), story.in_words(request, one, getattr(record, one.attname)))
        for one in fields
    ]
    name = getattr(record, "name", "") or getattr(record, "username", "")
    return Gone(
        kind=capfirst(str(model._meta.verbose_name)),
        name=str(name),
        at=record.history_date,
        who=record.who or story.NOBODY,
        ip=record.ip or "",
        reason=record.history_change_reason or "",
        values=values,
    )
