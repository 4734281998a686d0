"""What people may do, by themselves and by their groups; signing in is the library's."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission


class Permits(ModelBackend):
    """Reads all permissions of a person at once, where the library asks twice."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if user_obj.is_superuser or not user_obj.is_active or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        known: set[str] | None = getattr(user_obj, "_perm_cache", None)
        if known is None:
            known = user_obj._perm_cache = _read(user_obj.pk)
        return known


def _read(person: int) -> set[str]:
    names = Permission.objects.order_by().values_list("content_type__app_label", "codename")
    own, by_groups = names.filter(user=person), names.filter(group__user=person)
    return {f"{app}.{codename}" for app, codename in own.union(by_groups)}
