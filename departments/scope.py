"""Who sees what in the console: every list, choice, search and page goes through here."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from departments import long_lists, paging
from departments.models import Department
from departments.visibility import visible

__all__ = ["DepartmentFilter", "DepartmentScope", "ReadOnly", "visible"]


class DepartmentScope(ModelAdmin):
    """An admin page whose objects belong to departments: others' do not exist for its user."""

    department_lookup: ClassVar[str] = "department"
    # A list shows no texts, which may be long.
    not_listed: ClassVar[tuple[str, ...]] = ()
    # A search looks at the list's first rows before it looks at all.
    searched_first: ClassVar[bool] = False
    # The page's rows are chosen by their keys first: sorting takes no whole rows about.
    chosen_first: ClassVar[bool] = False
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset: QuerySet[Any] = super().get_queryset(request)
        if self.not_listed and self.is_list(request):
            queryset = queryset.defer(*self.not_listed)
        return visible(queryset, request.user, self.department_lookup)

    def is_list(self, request: HttpRequest) -> bool:
        """Whether the request is for the list itself; others are for one object, or for a choice."""
        match = request.resolver_match
        wanted = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        return match is not None and match.url_name == wanted

    def get_paginator(
        self, request: HttpRequest, queryset: Any, per_page: int, *_: Any, **__: Any
    ) -> Any:
        return paging.paginator(request, queryset, per_page, chosen_first=self.chosen_first)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return long_lists.SortedAsOffered

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        plain = super().get_search_results
        if not (self.searched_first and search_term and self.is_list(request)):
            return plain(request, queryset, search_term)  # type: ignore[no-any-return]

        def search(rows: QuerySet[Any]) -> QuerySet[Any]:
            return plain(request, rows, search_term)[0]  # type: ignore[no-any-return]

        return long_lists.found(request, queryset, search), request.method != "GET"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        target = db_field.remote_field.model
        related = admin.site._registry.get(target)
        if isinstance(related, DepartmentScope):
            kwargs["queryset"] = related.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        related = admin.site._registry.get(db_field.remote_field.model)
        if isinstance(related, DepartmentScope):
            kwargs["queryset"] = related.get_queryset(request)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ReadOnly(DepartmentScope):
    """What the system wrote is not edited by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DepartmentFilter(admin.SimpleListFilter):
    """The filter by department, offering only those that the person may see."""

    title = "department"
    parameter_name = "department"
    lookup: ClassVar[str] = "department"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        departments = Department.objects.visible_to(request.user).select_related("partition")
        return [(str(one.pk), str(one)) for one in departments]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        value = self.value()
        if value is None:
            return queryset
        chosen = queryset.filter(**{self.lookup: value})
        return visible(chosen, request.user, self.lookup)
