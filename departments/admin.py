"""Partitions, departments, people and groups in the console."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as BaseGroupAdmin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from departments.models import Department, Membership, Partition, User
from departments.scope import DepartmentHistory, DepartmentScope

admin.site.unregister(Group)


class RootOnly(ModelAdmin):
    """Pages about the whole installation: permissions alone are not enough to see them."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


@admin.register(Partition)
class PartitionAdmin(DepartmentHistory, RootOnly):
    list_display = ("name",)
    search_fields = ("name",)


@admin.register(Department)
class DepartmentAdmin(DepartmentHistory, DepartmentScope):
    department_lookup = "pk"
    list_display = ("__str__", "partition", "parent")
    list_select_related = ("partition", "parent__partition")
    search_fields = ("name",)
    fields = ("partition", "parent", "name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A department stays in its partition; only a superuser makes new roots."""
        return ("partition",) if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "partition" and not request.user.is_superuser:
            mine = self.get_queryset(request)
            kwargs["queryset"] = Partition.objects.filter(departments__in=mine).distinct()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class MembershipInline(TabularInline):
    model = Membership
    extra = 0
    tab = True


@admin.register(User)
class UserAdmin(BaseUserAdmin, RootOnly):  # type: ignore[type-arg]
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    inlines = (MembershipInline,)


@admin.register(Group)
class GroupAdmin(BaseGroupAdmin, RootOnly):
    pass
