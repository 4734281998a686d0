"""Aliases in the console: the list with its lights, the form with its tabs, and what is done to many."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from aliases import (
    account_page,
    copying,
    defaults,
    deleting,
    export,
    filters,
    health,
    login_test,
    tabs,
    trying,
)
from aliases.bulk import pages
from aliases.columns import AliasColumns
from aliases.forms import AliasForm
from aliases.incidents import pages as incident_pages  # noqa: F401  # registers them
from aliases.incidents import settings_pages  # noqa: F401
from aliases.models import Alias
from aliases.wizard import views as wizard
from departments.history import DepartmentHistory
from departments.models import Team
from departments.scope import DepartmentFilter, DepartmentScope, visible

# The pages that show deleted aliases as well; everywhere else there are none.
SHOWS_DELETED = frozenset(
    {
        "aliases_alias_changelist",
        "aliases_alias_change",
        "aliases_alias_history",
        "aliases_alias_simple_history",
    }
)
BULK = ("activate", "deactivate", "servers", "assign", "test", "run")


@admin.register(Alias)
class AliasAdmin(AliasColumns, DepartmentHistory, DepartmentScope):
    form = AliasForm
    list_display = (
        "light",
        "named",
        "address",
        "problem",
        "retrieved",
        "sent",
        "waits",
        "department",
        "teams",
        "servers",
    )
    list_display_links = ("named",)
    list_filter = (
        DepartmentFilter,
        filters.TeamFilter,
        "status",
        filters.ProtocolFilter,
        filters.ProviderFilter,
        filters.ConditionFilter,
        filters.ProblemFilter,
        filters.DeletedFilter,
    )
    list_select_related = ("department__partition", "account__grant")
    search_fields = (
        "name",
        "address",
        "description",
        "redirections",
        "incoming_host",
        "outgoing_host",
    )
    search_help_text = "Name, address, description or server"
    actions = (
        "activate",
        "deactivate",
        "change_servers",
        "assign",
        "again",
        "test_logins",
        "export",
    )
    compressed_fields = False
    readonly_fields = ("order_of_rules",)
    autocomplete_fields = ("default_logging_analyst",)
    warn_unsaved_form = True
    conditional_fields = tabs.CONDITIONS
    change_form_outer_before_template = "aliases/alias_head.html"
    change_form_after_template = "aliases/login_test.html"

    class Media:
        js = (
            "mailcenter/alias_ports.js",
            "mailcenter/alias_methods.js",
            "mailcenter/login_test.js",
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alias]:
        queryset: Any = super().get_queryset(request)
        if getattr(request.resolver_match, "url_name", "") not in SHOWS_DELETED:
            queryset = queryset.present()
        mine = visible(Team.objects.all(), request.user, "department")
        teams = [Prefetch(one, mine) for one in ("sending_teams", "receiving_teams")]
        return queryset.with_jobs().prefetch_related(*teams)  # type: ignore[no-any-return]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.viewer = request.user
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        writes = self.has_change_permission(request, obj) if obj else True
        return tabs.fieldsets(obj, writable=writes)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        test = view(self.test_login)
        bulk = view(self.bulk)
        own = [
            path("test/<str:direction>/", test, name="aliases_alias_test_new"),
            path("<int:pk>/test/<str:direction>/", test, name="aliases_alias_test"),
            path("<int:pk>/unassign/", view(self.unassign), name="aliases_alias_unassign"),
            path("<int:pk>/again/", view(self.try_again), name="aliases_alias_again"),
        ]
        own += [
            path(f"bulk/{name}/", bulk, {"name": name}, name=f"aliases_alias_bulk_{name}")
            for name in BULK
        ]
        of_account = view(self.of_account)
        own.append(path("account/<int:account>/", of_account, name="aliases_alias_of_account"))
        return own + wizard.urls(self) + super().get_urls()

    def test_login(self, request: HttpRequest, direction: str, pk: int | None = None) -> Any:
        return login_test.answer(self, request, direction, pk)

    def of_account(self, request: HttpRequest, account: int) -> HttpResponse:
        return account_page.page(self, request, account)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A deleted alias is only looked at."""
        gone = obj is not None and obj.deleted_at
        return not gone and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        gone = obj is not None and obj.deleted_at
        return not gone and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Alias, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.wants_default:
            defaults.make_default(obj)
        elif obj.active and not form.was_active and defaults.first_becomes_default(obj):
            words = f"{obj.address} is the default alias of {obj.department} now, being the first."
            messages.info(request, words)
        if change and (concerned := form.concerned()):
            health.restart(obj, *concerned, now=timezone.now())
        for direction in form.directions:
            if form.cleaned_data.get(f"{direction}_unspaced"):
                words = f"Spaces were taken out of the {direction} password."
                messages.info(request, words)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        first: dict[str, Any] = super().get_changeform_initial_data(request)
        source = self._copied(request)
        return first | (copying.initial(source) if source else {})

    def _copied(self, request: HttpRequest) -> Alias | None:
        """The alias that the new one is created as; one that the person cannot see is none."""
        wanted = request.GET.get("copy", "")
        return self.get_object(request, wanted) if wanted else None

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context: dict[str, Any] = dict(extra_context or {})
        if object_id is None:
            context["copied_from"] = self._copied(request)
        elif alias := self.get_object(request, unquote(object_id)):
            context["redirected_to"] = alias.redirected_to(timezone.now())
        return super().changeform_view(request, object_id, form_url, context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return deleting.page(self, request, unquote(object_id))

    def get_actions(self, request: HttpRequest) -> Any:
        """Aliases are deleted one by one: each has obstacles of its own."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def has_test_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("aliases.test_alias"))

    @admin.action(description="Activate…", permissions=["change"])
    def activate(self, request: HttpRequest, queryset: QuerySet[Alias]) -> HttpResponse:
        return pages.switch(self, request, list(queryset), "activate")

    @admin.action(description="Deactivate…", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Alias]) -> HttpResponse:
        return pages.switch(self, request, list(queryset), "deactivate")

    @admin.action(description="Change servers…", permissions=["change"])
    def change_servers(self, request: HttpRequest, queryset: QuerySet[Alias]) -> HttpResponse:
        return pages.move(self, request, list(queryset))

    @admin.action(description="Assign…", permissions=["change"])
    def assign(self, request: HttpRequest, queryset: QuerySet[Alias]) -> HttpResponse:
        return pages.assign(self, request, list(queryset))

    @admin.action(description="Try again", permissions=["test"])
    def again(self, request: HttpRequest, queryset: QuerySet[Alias]) -> None:
        trying.again(request, queryset)

    def try_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        return trying.answer(self, request, pk)

    def unassign(self, request: HttpRequest, pk: int) -> HttpResponse:
        return deleting.unassign(self, request, pk)

    @admin.action(description="Test…", permissions=["test"])
    def test_logins(self, request: HttpRequest, queryset: QuerySet[Alias]) -> HttpResponse:
        return pages.test(self, request, list(queryset))

    @admin.action(description="Export as CSV", permissions=["view"])
    def export(self, request: HttpRequest, queryset: QuerySet[Alias]) -> HttpResponse:
        return export.answer(queryset)

    def bulk(self, request: HttpRequest, name: str) -> Any:
        return pages.answer(self, request, name)

    def chosen(self, request: HttpRequest) -> list[Alias]:
        """The aliases that a page of a bulk action names, of those the person may see."""
        ids = [one for one in request.POST.getlist("_selected_action") if one.isdecimal()]
        found = self.get_queryset(request).filter(pk__in=ids)
        return list(found.select_related("department__partition"))
