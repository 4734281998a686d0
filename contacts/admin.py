"""People in the console; the pages of directory servers stand in their own file."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.admin import TabularInline
from unfold.decorators import display

from contacts import directory_admin, import_pages, merge_pages
from contacts.forms import AddressForm, PersonForm
from contacts.keys import key_of
from contacts.models import Person, PersonAddress
from contacts.person_facts import facts_of
from departments.history import DepartmentHistory
from departments.models import User
from departments.scope import DepartmentFilter, DepartmentScope

__all__ = ["directory_admin"]


class AddressInline(TabularInline):
    model = PersonAddress
    form = AddressForm
    extra = 1
    fields = ("address",)


@admin.register(Person)
class PersonAdmin(DepartmentHistory, DepartmentScope):
    form = PersonForm
    inlines = (AddressInline,)
    list_display = ("name", "written_to", "kind", "organisation", "department")
    list_filter = (DepartmentFilter, "is_user", "is_analyst", "mail_format")
    list_select_related = ("department__partition",)
    list_before_template = "contacts/list_head.html"
    search_fields = ("name", "addresses__key", "organisation", "telephone")
    search_help_text = "Name, address, organisation or telephone"
    fields = (
        "department",
        "name",
        ("is_user", "is_analyst"),
        "user",
        "mail_format",
        ("organisation", "title"),
        "telephone",
        "notes",
    )
    autocomplete_fields = ("user",)
    compressed_fields = False
    warn_unsaved_form = True
    change_form_outer_after_template = "contacts/person_foot.html"
    actions = ("merge",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        queryset: Any = super().get_queryset(request)
        if getattr(request.resolver_match, "url_name", "") == "contacts_person_changelist":
            queryset = queryset.present()
        return queryset.prefetch_related("addresses")  # type: ignore[no-any-return]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """A whole address is found by index, among however many."""
        if "@" in search_term and " " not in search_term.strip():
            exact = queryset.filter(addresses__key=key_of(search_term))
            if exact.exists():
                return exact.distinct(), False
        return super().get_search_results(request, queryset, search_term)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Of those who sign in, the ones that the person at the keyboard may see."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "user":
            field.queryset = admin.site._registry[User].get_queryset(request)
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A person stays in their department: their cases do."""
        return ("department",) if obj else ()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("import/", view(self.import_people), name="contacts_person_import"),
            path("import/<int:upload>/", view(self.trial), name="contacts_person_import_trial"),
            path("merges/<int:merge>/undo/", view(self.undo), name="contacts_person_undo"),
        ]
        return own + super().get_urls()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        row = self.get_object(request, unquote(object_id)) if object_id else None
        more = facts_of(row, request.user) if row else {}
        return super().changeform_view(request, object_id, form_url, more | (extra_context or {}))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whose address was taken away is made anew when it writes again."""
        super().save_related(request, form, formsets, change)
        person: Person = form.instance
        if person.made_for and not person.addresses.filter(key=person.made_for).exists():
            Person.objects.filter(pk=person.pk).update(made_for="")

    def import_people(self, request: HttpRequest) -> HttpResponse:
        return import_pages.choose(self, request)

    def trial(self, request: HttpRequest, upload: int) -> HttpResponse:
        return import_pages.trial(self, request, upload)

    def undo(self, request: HttpRequest, merge: int) -> HttpResponse:
        return merge_pages.undo(self, request, merge)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(merge_pages.PERMISSION))

    @admin.action(description="Merge…", permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse:
        return merge_pages.merge(self, request, queryset)

    @display(description="Addresses")
    def written_to(self, person: Person) -> str:
        addresses = [one.address for one in person.addresses.all()]
        rest = f" and {len(addresses) - 2} more" if len(addresses) > 2 else ""
        return ", ".join(addresses[:2]) + rest

    @display(description="Is")
    def kind(self, person: Person) -> str:
        names = (("user", person.is_user), ("analyst", person.is_analyst))
        return " and ".join(name for name, is_one in names if is_one)
