"""Directory servers in the console."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from unfold.decorators import display

from contacts import directory_tests
from contacts.directory_forms import CONDITIONS, FIELDSETS, DirectoryForm
from contacts.models import Directory, LookUp
from departments.history import DepartmentHistory
from departments.scope import DepartmentFilter, DepartmentScope


@admin.register(Directory)
class DirectoryAdmin(DepartmentHistory, DepartmentScope):
    form = DirectoryForm
    list_display = ("light", "name", "server", "base", "used_by", "department", "problem")
    list_display_links = ("name",)
    list_filter = (DepartmentFilter, "enabled")
    list_select_related = ("department__partition",)
    search_fields = ("name", "host", "base")
    search_help_text = "Name, server or base"
    fieldsets = FIELDSETS
    conditional_fields = CONDITIONS
    compressed_fields = False
    warn_unsaved_form = True
    change_form_outer_after_template = "contacts/directory_foot.html"

    class Media:
        js = ("mailcenter/login_test.js", "mailcenter/directories.js")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Directory]:
        queryset: QuerySet[Directory] = super().get_queryset(request)
        return queryset.annotate(number=Count("asked_for"))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only who may write sees fields for passwords."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        return tuple(
            (title, options | {"fields": ("bind_dn",)} if title == "Sign in" else options)
            for title, options in self.fieldsets
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.test)
        own = [
            path("test/<str:what>/", view, name="contacts_directory_test_new"),
            path("<int:pk>/test/<str:what>/", view, name="contacts_directory_test"),
        ]
        return own + super().get_urls()

    def test(self, request: HttpRequest, what: str, pk: int | None = None) -> Any:
        return directory_tests.answer(self, request, what, pk)

    def save_model(self, request: HttpRequest, obj: Directory, form: Any, change: bool) -> None:
        """What people have mended is asked anew at once."""
        super().save_model(request, obj, form, change)
        now = timezone.now()
        Directory.objects.filter(pk=obj.pk).update(
            failures=0, failed_at=None, not_before=None, problem=""
        )
        obj.answers.all().delete()
        waiting = LookUp.objects.filter(alias__asked_directories__directory=obj)
        LookUp.objects.filter(pk__in=waiting.values("pk")).update(due_at=now)

    @display(
        description="State",
        ordering="failures",
        label={"Working": "success", "Failing": "danger", "Off": "warning"},
    )
    def light(self, directory: Directory) -> str:
        if not directory.enabled:
            return "Off"
        return "Failing" if directory.failures else "Working"

    @display(description="Server", ordering="host")
    def server(self, directory: Directory) -> str:
        how = directory.get_encryption_display()
        return f"{directory.host}:{directory.port} ({how})"

    @display(description="Aliases", ordering="number")
    def used_by(self, directory: Any) -> int:
        return int(directory.number)
