"""A line of the history in words: who, when, from where, why, and each field before and after."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, ManyToManyField, Model
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime

KINDS = {"+": "Made", "~": "Changed", "-": "Deleted"}
NOBODY = "The system"
HIDDEN = "(gone, or not yours to see)"
NOTHING = "(empty)"


@dataclass(frozen=True, slots=True)
class Difference:
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    version: int
    at: datetime
    who: str
    ip: str
    kind: str
    reason: str
    differences: list[Difference]
    secrets: list[str]


def line(request: HttpRequest, record: Any) -> Line:
    """What one line says to the person: names of rows that are not theirs to see are left out."""
    before = record.prev_record
    return Line(
        version=record.history_id,
        at=record.history_date,
        who=record.who or NOBODY,
        ip=record.ip or "",
        kind=KINDS[record.history_type],
        reason=record.history_change_reason or "",
        differences=differences(request, before, record) if before else [],
        secrets=[capfirst(one.replace("_", ": ", 1)) for one in record.secrets_changed.split()],
    )


def differences(request: HttpRequest, before: Any, after: Any) -> list[Difference]:
    """The fields in which two versions of a row differ, in words."""
    model = after.instance_type
    found = []
    for change in after.diff_against(before).changes:
        field = model._meta.get_field(change.field)
        shown = [in_words(request, field, value) for value in (change.old, change.new)]
        found.append(Difference(label(field), *shown))
    return found


def label(field: Any) -> str:
    """The name of a field; of a server's, with the direction that its tab says on the form."""
    name = capfirst(str(field.verbose_name))
    direction = field.name.partition("_")[0]
    if direction not in {"incoming", "outgoing"} or name.lower().startswith(direction):
        return name
    return f"{direction.capitalize()}: {name}"


def in_words(request: HttpRequest, field: Any, value: Any) -> str:
    """A value of a column as a person knows it."""
    if isinstance(field, ManyToManyField):
        column = field.m2m_reverse_field_name()
        return _names(request, field.related_model, [one[column] for one in value]) or NOTHING
    if value is None or value == "":
        return NOTHING
    if isinstance(field, ForeignKey):
        return _names(request, field.related_model, [value])
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    return str(dict(field.flatchoices).get(value, value))


def _names(request: HttpRequest, model: type[Model], keys: list[Any]) -> str:
    page = admin.site._registry.get(model)
    rows = page.get_queryset(request) if page else model._default_manager.all()
    known = {row.pk: str(row) for row in rows.filter(pk__in=keys)}
    return ", ".join(sorted(known.get(key, HIDDEN) for key in keys))


def as_typed(form: Any, record: Any, reason: str) -> dict[str, Any]:
    """What a person would have to type for the row to become ``record`` again.

    Fields that no history keeps, such as passwords, are left as the form shows them.
    """
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = _former(record, name, form[name].initial)
        if isinstance(field.widget, forms.MultiWidget):
            parts: Any = field.widget.decompress(value)
            data |= {f"{name}_{number}": part for number, part in enumerate(parts)}
        else:
            data[name] = field.prepare_value(value)
    return data | {"change_reason": reason}


def _former(record: Any, name: str, otherwise: Any) -> Any:
    if any(field.name == name for field in record.tracked_fields):
        return getattr(record, record._meta.get_field(name).attname)
    for field in record._history_m2m_fields:
        if field.name == name:
            column = f"{field.m2m_reverse_field_name()}_id"
            return list(getattr(record, name).values_list(column, flat=True))
    return otherwise


def refusals(form: Any) -> list[str]:
    """Why the form was refused, each with the name of its field."""
    found = []
    for name, words in form.errors.items():
        label = f"{form.fields[name].label}: " if name in form.fields else ""
        found += [f"{label}{one}" for one in words]
    return found
