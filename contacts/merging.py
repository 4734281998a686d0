"""Two rows that are one person become one, and two again when it was a mistake."""

from typing import Any

from django.db import models, transaction
from django.utils import timezone

from contacts.models import Merge, Person, PersonAddress

# Taken over where the kept person has nothing; flags where either has them.
BLANKS = ("user_id", "mail_format", "organisation", "title", "telephone", "notes")
FLAGS = ("is_user", "is_analyst")
AT_ONCE = 500


class CannotMerge(Exception):
    """The words say why."""


def merge(kept: Person, gone: Person, by: Any = None, *, reason: str = "") -> Merge:
    """Moves all that ``gone`` has to ``kept``, which stands for both from now on."""
    with transaction.atomic():
        locked = Person.objects.select_for_update().in_bulk([kept.pk, gone.pk])
        if len(locked) < 2 or any(one.merged_into_id for one in locked.values()):
            raise CannotMerge("They are no longer two contacts. Look at the list again.")
        kept, gone = locked[kept.pk], locked[gone.pk]
        if kept.department_id != gone.department_id:
            raise CannotMerge(f"{kept} and {gone} belong to different departments.")
        moved = {"addresses": _move_addresses(kept, gone)}
        moved |= {name: _move(model, field, kept, gone) for name, model, field in _relations()}
        changed = _taken_over(kept, gone)
        gone.merged_into = kept
        for one in (kept, gone):
            one._change_reason = reason or f"{gone} was merged into {kept}."  # type: ignore[attr-defined]
            one.save()
        return Merge.objects.create(kept=kept, gone=gone, by=by, moved=moved, changed=changed)


def undo(row: Merge, *, reason: str = "") -> None:
    """Gives back what was moved and is still there. What came since stays with the kept one."""
    with transaction.atomic():
        row = Merge.objects.select_for_update().get(pk=row.pk)
        if row.undone_at is not None:
            raise CannotMerge("This merge has been undone already.")
        kept, gone = row.kept, row.gone
        if kept.merged_into_id is not None:
            raise CannotMerge(f"{kept} was merged into {kept.merged_into}: undo that first.")
        PersonAddress.objects.filter(pk__in=row.moved["addresses"], person=kept).update(person=gone)
        for name, model, field in _relations():
            _give_back(model, field, row.moved.get(name, []), kept, gone)
        for name, (before, after) in row.changed.items():
            if getattr(kept, name) == after:
                setattr(kept, name, before)
        gone.merged_into = None
        for one in (kept, gone):
            one._change_reason = reason or f"The merge of {gone} into {kept} was undone."  # type: ignore[attr-defined]
            one.save()
        Merge.objects.filter(pk=row.pk).update(undone_at=timezone.now())


def _relations() -> list[tuple[str, type[models.Model], str]]:
    """What names a person elsewhere: cases, activities, aliases; this room does not know them."""
    return [
        (f"{one.related_model._meta.label}.{one.field.name}", one.related_model, one.field.name)
        for one in Person._meta.related_objects
        if one.related_model._meta.app_label != "contacts"
    ]


def _move_addresses(kept: Person, gone: Person) -> list[int]:
    there = kept.addresses.values("key")
    ids = list(gone.addresses.exclude(key__in=there).values_list("pk", flat=True))
    PersonAddress.objects.filter(pk__in=ids).update(person=kept)
    return ids


def _move(model: Any, field: str, kept: Person, gone: Person) -> list[int]:
    rows = model._default_manager.filter(**{field: gone})
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(**{field: kept})
    return ids


def _give_back(model: Any, field: str, ids: list[int], kept: Person, gone: Person) -> None:
    for begin in range(0, len(ids), AT_ONCE):
        some = model._default_manager.filter(
            **{"pk__in": ids[begin : begin + AT_ONCE], field: kept}
        )
        some.update(**{field: gone})


def _taken_over(kept: Person, gone: Person) -> dict[str, tuple[Any, Any]]:
    wanted = {name: getattr(gone, name) for name in BLANKS if not getattr(kept, name)}
    wanted |= {name: True for name in FLAGS if getattr(gone, name)}
    changed = {}
    for name, value in wanted.items():
        before = getattr(kept, name)
        if value and value != before:
            changed[name] = (before, value)
            setattr(kept, name, value)
    return changed
