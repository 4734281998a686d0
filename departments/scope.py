"""Who sees what in the console: every list, choice, search and page goes through here."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin

from departments.models import Department


class DepartmentHistory(SimpleHistoryAdmin):
    """The history of rows that exist for the person; read only, versions are never written back."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        self._must_exist(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> Any:
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        self._must_exist(request, object_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def _must_exist(self, request: HttpRequest, object_id: str) -> None:
        """The library looks rows up by number alone, whoever asks."""
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404


class DepartmentScope(ModelAdmin):
    """An admin page whose objects belong to departments: others' do not exist for its user."""

    department_lookup: ClassVar[str] = "department"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset: QuerySet[Any] = super().get_queryset(request)
        return visible(queryset, request.user, self.department_lookup)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        target = db_field.remote_field.model
        related = admin.site._registry.get(target)
        if isinstance(related, DepartmentScope):
            kwargs["queryset"] = related.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def visible(queryset: QuerySet[Any], user: Any, lookup: str) -> QuerySet[Any]:
    """The rows of ``queryset`` that ``user`` may see; ``lookup`` leads to their department."""
    if user.is_superuser:
        return queryset
    departments = Department.objects.visible_to(user)
    inner = "pk__in" if lookup == "pk" else f"{lookup}__in"
    return queryset.filter(**{inner: departments.values("pk")})


class DepartmentFilter(admin.SimpleListFilter):
    """The filter by department, offering only those that the person may see."""

    title = "department"
    parameter_name = "department"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        departments = Department.objects.visible_to(request.user).select_related("partition")
        return [(str(one.pk), str(one)) for one in departments]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        value = self.value()
        if value is None:
            return queryset
        chosen = Department.objects.visible_to(request.user).filter(pk=value)
        return queryset.filter(department__in=chosen.values("pk"))
