"""People in the console: who may see, make and change whom, and which rights they may hand on."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from departments import roles
from departments.forms import ReasonForm
from departments.history import DepartmentHistory
from departments.models import Department, Membership, Partition, User
from departments.organisation import with_present
from departments.visibility import visible

# What only superusers give: the first makes anybody almighty, the second by-passes the groups.
SUPERUSERS_ONLY = {"is_superuser", "user_permissions"}


class RootOnly:
    """Pages about the whole installation: permissions alone are not enough to see them."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


class PersonForm(ReasonForm, UserChangeForm):
    """The partitions of a person's departments may ask for the reason of a change."""

    def asks_reason(self) -> bool:
        asking = Partition.objects.filter(requires_reason=True)
        return asking.filter(departments__memberships__user=self.instance).exists()


class MembershipInline(TabularInline):
    """In the departments that the person at the keyboard sees, and no others."""

    model = Membership
    extra = 0
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        queryset: QuerySet[Membership] = super().get_queryset(request)
        return visible(queryset, request.user, "department")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = Department.objects.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Whoever is no superuser makes and keeps people of their departments only."""
        if not request.user.is_superuser:
            kwargs |= {"min_num": 1, "validate_min": True}
        return super().get_formset(request, obj, **kwargs)


@admin.register(User)
class UserAdmin(DepartmentHistory, BaseUserAdmin, ModelAdmin):  # type: ignore[type-arg]
    """Who is no superuser sees members of their departments, and changes those with no more rights."""

    form = PersonForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    inlines = (MembershipInline,)
    # The library's two boxes side by side are wider than a screen.
    filter_horizontal = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        queryset: Any = super().get_queryset(request)
        if request.user.is_superuser:
            return queryset  # type: ignore[no-any-return]
        return queryset.members_of(Department.objects.visible_to(request.user))  # type: ignore[no-any-return]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._below(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._below(request, obj)

    def _below(self, request: HttpRequest, person: User | None) -> bool:
        if person is None or request.user.is_superuser:
            return True
        departments = Department.objects.visible_to(request.user)
        elsewhere = person.memberships.exclude(department__in=departments.values("pk"))
        return not elsewhere.exists() and roles.has_no_more_rights(person, request.user)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fieldsets(request, obj)
        return found if request.user.is_superuser else _without(found, SUPERUSERS_ONLY)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """The usual filters name every group of the installation."""
        return super().get_list_filter(request) if request.user.is_superuser else ("is_active",)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The groups that may be handed on, and those the person is in already."""
        form = super().get_form(request, obj, change=change, **kwargs)
        groups: Any = form.base_fields.get("groups")
        if obj is not None and groups is not None:
            groups.queryset = roles.groups_to_give(request.user)
            with_present(groups, obj.groups.all())
        return form

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """The library asks for the right to change somebody; which one, it does not see."""
        person = self.get_object(request, id)
        if person is not None and not self.has_change_permission(request, person):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)


def _without(fieldsets: Any, names: set[str]) -> list[tuple[Any, dict[str, Any]]]:
    return [
        (title, options | {"fields": tuple(one for one in options["fields"] if one not in names)})
        for title, options in fieldsets
    ]
