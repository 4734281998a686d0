"""The default alias of a department: exactly one, always active, switched in one transaction."""

from django.db import transaction

from aliases.models import Alias, AliasQuerySet, Status
from departments.models import Department

INACTIVE_DEFAULT = "An inactive alias cannot be the default: activate it first."
MAKE_ANOTHER = (
    "This is the default alias of its department: make another one the default first, on the "
    "page of that alias."
)
ONLY_ONE = (
    "This is the default alias of its department, and the only active one: make another one the "
    "default first, or take the tick off “default alias” as well."
)


class NotPossible(ValueError):
    """The words say why, for people."""


def others_active(alias: Alias) -> bool:
    """Whether the department of ``alias`` has another alias that could be its default."""
    rest = Alias.objects.active().filter(department_id=alias.department_id)
    return rest.exclude(pk=alias.pk).exists()


def way_out(alias: Alias) -> str:
    """What to do before a default alias can become inactive."""
    return MAKE_ANOTHER if others_active(alias) else ONLY_ONE


@transaction.atomic
def make_default(alias: Alias) -> None:
    """Takes the place of the former default. Raises NotPossible where ``alias`` is not active."""
    # The department is the lock: two switches at the same moment come one after the other.
    Department.objects.select_for_update(no_key=True).get(pk=alias.department_id)
    if not Alias.objects.active().filter(pk=alias.pk).exists():
        raise NotPossible(INACTIVE_DEFAULT)
    for former in _default_of(alias.department_id).exclude(pk=alias.pk):
        former.is_default = False
        former._change_reason = f"{alias.address} became the default alias."  # type: ignore[attr-defined]
        former.save(update_fields=["is_default"])
    alias.is_default = True
    alias.save(update_fields=["is_default"])


@transaction.atomic
def first_becomes_default(alias: Alias) -> bool:
    """To be called when an alias became active: the first of a department is its default."""
    Department.objects.select_for_update(no_key=True).get(pk=alias.department_id)
    if alias.status != Status.ACTIVE or _default_of(alias.department_id).exists():
        return False
    make_default(alias)
    return True


def _default_of(department_id: int) -> AliasQuerySet:
    return Alias.objects.present().filter(department_id=department_id, is_default=True)
